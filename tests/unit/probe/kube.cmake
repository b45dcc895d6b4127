srcip_add_tests(
  kube_tests LABEL unit
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/discovery_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_base64_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_config_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_endpoint_objects_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_exec_protocol_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_kubeconfig_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_mutation_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_objects_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_overrides_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_page_parser_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_proxy_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_service_hints_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_service_object_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/kube_status_test.cpp
  LIBRARIES probe_kube)
