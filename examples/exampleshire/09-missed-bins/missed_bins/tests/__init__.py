"""python -m unittest"""
