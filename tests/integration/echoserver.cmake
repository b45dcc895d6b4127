srcip_add_tests(
  echoserver_integration_tests LABEL integration
  SOURCES echoserver_client.cpp
          echoserver_connection_test.cpp
          echoserver_deadline_test.cpp
          echoserver_golden_test.cpp
          echoserver_robustness_test.cpp
          echoserver_running.cpp
  LIBRARIES echoserver_lib Boost::json)
