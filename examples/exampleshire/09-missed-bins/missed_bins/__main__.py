"""python -m missed_bins: the form on port 8000, sending nothing."""

from wsgiref.simple_server import make_server

from .app import make_application

with make_server("127.0.0.1", 8000, make_application(print)) as server:
    print("http://127.0.0.1:8000")
    server.serve_forever()
