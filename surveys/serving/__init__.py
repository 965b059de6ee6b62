"""What runs the server: a supervisor, the processes it watches, and what keeps slow bodies and desk work from residents.

The supervisor and what a child needs of it stand on the standard library alone: run.py imports them before anything is
installed. Nothing here knows the application but by what it is called with.
"""
