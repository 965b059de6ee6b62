"""计票包: what watchers and auditors are given, so that they can count again, written down."""
