"""Published reach of messengers beside the timeline of restrictions: tables, measures, charts and figure kits.

Data flow one way: tables → measures → charts → kit → gallery; ``edition`` holds the parameters, ``run`` reruns the
notebooks. A notebook needs ``from reach import story`` and the modules it names.
"""
