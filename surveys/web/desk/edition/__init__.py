"""问卷和菜单: which there are, and each as a resident would see it."""
