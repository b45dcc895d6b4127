srcip_add_tests(
  kube_integration_tests LABEL integration
  SOURCES ${PROJECT_SOURCE_DIR}/tests/support/certificates.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_child_process_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_client_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_discovery_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_exec_credential_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_hostile_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_list_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_stand_in.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_tls_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/lookup_test.cpp
  LIBRARIES probe_kube OpenSSL::SSL OpenSSL::Crypto)
