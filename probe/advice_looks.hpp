#pragma once

namespace srcip::probe {

class advice_scene;
class advice_findings;

// One function for each kind of advice of advice_rules.cpp. Internal to advice_*.cpp.

// advice_policy.cpp: what the Service's own words lead to
void look_for_cluster_policy(const advice_scene& scene, advice_findings& found);
void look_for_lost_local_policy(const advice_scene& scene, advice_findings& found);
void look_for_missing_local_endpoints(const advice_scene& scene, advice_findings& found);
void look_for_rewritten_external_ip(const advice_scene& scene, advice_findings& found);
void look_for_routed_cluster_ip(const advice_scene& scene, advice_findings& found);

// advice_health.cpp: health ports, and nodes that do not answer
void look_for_wrong_host_name(const advice_scene& scene, advice_findings& found);
void look_for_dropped_health_port(const advice_scene& scene, advice_findings& found);
void look_for_dead_node(const advice_scene& scene, advice_findings& found);

// advice_proxy.cpp: proxies, PROXY headers, forwarding fields
void look_for_short_circuit(const advice_scene& scene, advice_findings& found);
void look_for_silent_proxy(const advice_scene& scene, advice_findings& found);
void look_for_one_sided_proxy_header(const advice_scene& scene, advice_findings& found);
void look_for_unbelieved_field(const advice_scene& scene, advice_findings& found);

// advice_cloud.cpp: load balancers that somebody else runs
void look_for_servicelb(const advice_scene& scene, advice_findings& found);
void look_for_security_group(const advice_scene& scene, advice_findings& found);
void look_for_hairpin(const advice_scene& scene, advice_findings& found);

// advice_dataplane.cpp: kube-proxy's modes, network plugins, container engines
void look_for_ipvs_local_vip(const advice_scene& scene, advice_findings& found);
void look_for_ipvs_source(const advice_scene& scene, advice_findings& found);
void look_for_plugin_masquerade(const advice_scene& scene, advice_findings& found);
void look_for_cilium_host(const advice_scene& scene, advice_findings& found);
void look_for_docker_bridge(const advice_scene& scene, advice_findings& found);

// advice_vantage.cpp: where we stand
void look_for_asymmetric_path(const advice_scene& scene, advice_findings& found);
void look_for_nat_before_us(const advice_scene& scene, advice_findings& found);

} // namespace srcip::probe
