srcip_add_tests(
  echoserver_integration_tests LABEL integration
  SOURCES echoserver_allocation_test.cpp
          echoserver_client.cpp
          echoserver_connection_test.cpp
          echoserver_deadline_test.cpp
          echoserver_golden_test.cpp
          echoserver_opening_test.cpp
          echoserver_healthcheck_test.cpp
          echoserver_robustness_test.cpp
          echoserver_running.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/scripted_server.cpp
  LIBRARIES echoserver_lib Boost::json)

srcip_add_tests(echoserver_udp_tests LABEL integration SOURCES echoserver_udp_test.cpp LIBRARIES echoserver_lib Boost::json)
# TLS below the sessions: a socket pair, driven from one thread.
srcip_add_tests(
  echoserver_tls_tests LABEL integration
  SOURCES echoserver_tls_client_certificate_test.cpp
          echoserver_tls_handshake_test.cpp
          echoserver_tls_stream_test.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/certificates.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/tls_client.cpp
          ${PROJECT_SOURCE_DIR}/tests/support/tls_pair.cpp
  LIBRARIES echoserver_lib OpenSSL::SSL OpenSSL::Crypto)

# The real nginx as a peer; skipped where it is not installed.
add_test(NAME echoserver.against_nginx COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_against_nginx.py
                                               $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.against_nginx PROPERTIES LABELS integration SKIP_RETURN_CODE 77 TIMEOUT 120)

add_test(NAME echoserver.program COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_program.py
                                         $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.program PROPERTIES LABELS integration TIMEOUT 60
                                                   ENVIRONMENT "SRCIP_SANITIZE=${SRCIP_SANITIZE}")

add_test(NAME echoserver.options COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_options.py
                                         $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.options PROPERTIES LABELS integration TIMEOUT 60)
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

# The running program as a whole: every option reaches the part it is meant for.
add_test(NAME echoserver.wiring COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_wiring.py
                                        $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.wiring PROPERTIES LABELS integration TIMEOUT 120)
add_test(NAME echoserver.certificates COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/echoserver_certificates.py
                                              $<TARGET_FILE:echoserver>)
set_tests_properties(echoserver.certificates PROPERTIES LABELS integration TIMEOUT 120)
