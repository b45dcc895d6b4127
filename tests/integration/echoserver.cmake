srcip_add_tests(
  echoserver_integration_tests LABEL integration
  SOURCES echoserver_allocation_test.cpp
          echoserver_client.cpp
          echoserver_connection_test.cpp
          echoserver_deadline_test.cpp
          echoserver_golden_test.cpp
          echoserver_robustness_test.cpp
          echoserver_running.cpp
  LIBRARIES echoserver_lib Boost::json)

# The real nginx as a peer; skipped where it is not installed.
add_test(NAME echoserver.against_nginx COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_against_nginx.py
                                               $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.against_nginx PROPERTIES LABELS integration SKIP_RETURN_CODE 77 TIMEOUT 120)

add_test(NAME echoserver.program COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_program.py
                                         $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.program PROPERTIES LABELS integration TIMEOUT 60
                                                   ENVIRONMENT "SRCIP_SANITIZE=${SRCIP_SANITIZE}")

# Stopping: alone, and behind haproxy under wrk's load (those tests are skipped where one of them is missing).
add_test(NAME echoserver.drain COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_drain.py
                                       $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.drain PROPERTIES LABELS integration TIMEOUT 240)

add_test(NAME echoserver.proxy_vectors COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_proxy_vectors.py
                                               $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.proxy_vectors PROPERTIES LABELS integration TIMEOUT 120)

add_test(NAME echoserver.robustness_table COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_robustness_table.py
                                                  $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.robustness_table PROPERTIES LABELS integration TIMEOUT 120
                                                            ENVIRONMENT "SRCIP_SANITIZE=${SRCIP_SANITIZE}")
