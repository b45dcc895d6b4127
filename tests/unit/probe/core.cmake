# What needs no network: facts in, text out.
srcip_add_tests(
  probe_core_tests LABEL unit
  SOURCES baseline_test.cpp
          forwarded_fields_test.cpp
          plan_test.cpp
          predictor_test.cpp
          recorded_test.cpp
          saved_report_test.cpp
          report_fixture.cpp
          report_fixture_test.cpp
          report_cells_test.cpp
          report_drawing_test.cpp
          report_formats_test.cpp
          report_hostile_test.cpp
          report_json_test.cpp
          report_table_hostile_test.cpp
          report_table_test.cpp
          rules_test.cpp
          vantage_test.cpp
          verdict_test.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/exposition_check.cpp
  LIBRARIES probe_core Boost::json)
