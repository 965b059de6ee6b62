"""The whole way of a paper form, from the printer through pens, cameras and clerks to the count, one of them cheating."""
