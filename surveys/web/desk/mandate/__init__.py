"""委托、监护和共有人推选: who acts for an owner in what is decided together, entered by one and looked at by another."""
