"""The table of what the tool must reach, measured row by row on this machine and written as Markdown and JSON.

`rows` is the table, `bounds` and `verdict` judge what was measured (`outcome`), `machine` names where, `report` writes
it down; none of them needs torch. `children` runs each row in a process of its own, whose entry is `child`; the
families (`nanodet`, `yolox`, `aarch64`, `ultralytics_networks`) do the measuring there.
"""
