"""Counts the children of a CIN census file with lxml; prints seconds and count."""

import sys
import time

from lxml import etree

start = time.perf_counter()
children = 0
for _, element in etree.iterparse(sys.argv[1], events=("end",), tag="Child"):
    children += 1
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
print(time.perf_counter() - start, children)
