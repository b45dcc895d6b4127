# What probe_core consists of: the pure half of sipprobe.
set(PROBE_CORE_SOURCES
    address_book.cpp
    forwarded_fields.cpp
    node_targets.cpp
    path.cpp
    placement.cpp
    plan.cpp
    report/cells.cpp
    report/json.cpp
    report/pretty_json.cpp
    report/table.cpp
    rules.cpp
    skip_list.cpp
    special_address.cpp
    summary.cpp
    vantage.cpp
    verdict.cpp)
