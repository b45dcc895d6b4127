# What needs no network: facts in, text out.
srcip_add_tests(
  probe_core_tests LABEL unit
  SOURCES advice_cloud_test.cpp
          advice_dataplane_test.cpp
          advice_health_test.cpp
          advice_policy_test.cpp
          advice_proxy_test.cpp
          advice_rules_test.cpp
          advice_vantage_test.cpp
          baseline_test.cpp
          changes_test.cpp
          forwarded_fields_test.cpp
          health_test.cpp
          http_request_test.cpp
          merge_test.cpp
          plan_test.cpp
          predictor_test.cpp
          recorded_test.cpp
          samples_test.cpp
          saved_report_test.cpp
          report_fixture.cpp
          report_fixture_test.cpp
          report_cells_test.cpp
          report_changes_test.cpp
          report_explanation_test.cpp
          report_drawing_test.cpp
          report_formats_test.cpp
          report_hostile_test.cpp
          report_html_test.cpp
          report_json_test.cpp
          report_progress_text_test.cpp
          report_table_hostile_test.cpp
          report_table_test.cpp
          rules_test.cpp
          vantage_test.cpp
          verdict_test.cpp
          walk_order_test.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/exposition_check.cpp
  LIBRARIES probe_core Boost::json)

# The page of a report, for tests/integration/sipprobe_html_*.py.
add_executable(report_page report_page.cpp report_fixture.cpp)
target_link_libraries(report_page PRIVATE srcip_test_support probe_core)
