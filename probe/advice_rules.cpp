#include "probe/advice_rules.hpp"

#include "probe/advice_looks.hpp"
#include "probe/advice_scene.hpp"
#include "probe/advice_wording.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace srcip::probe {

namespace {

constexpr std::string_view tutorial = "https://kubernetes.io/docs/tutorials/services/source-ip/";

constexpr std::array rules{
    advice_rule{1, "cluster-by-design", "Policy Cluster, and the source is a node or a node's pod bridge.",
                "externalTrafficPolicy is Cluster: the node that takes a connection puts its own address "
                "({addresses}) on it, by design.",
                "If the application must see clients, set it to Local: kubectl -n {namespace} patch service {name} -p "
                "'{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}'. Nodes without an endpoint then stop answering; a "
                "data plane with direct server return, or PROXY protocol from the load balancer, avoids that.",
                "kubernetes/kubernetes#10921", look_for_cluster_policy},
    advice_rule{2, "local-not-applied", "Policy Cluster where Local was meant.",
                "Somebody asked for externalTrafficPolicy Local, but the live {service} says Cluster: a value in the "
                "wrong place of a chart or manifest, or one that a controller put back.",
                "Look at the live object (kubectl -n {namespace} get service {name} -o yaml) and set "
                "spec.externalTrafficPolicy itself; in a chart, find the value that renders into spec.",
                "traefik/traefik-helm-chart#1680", look_for_lost_local_policy},
    advice_rule{
        3, "servicelb-hop", "Policy Local, and the source is a servicelb pod or an address of K3s' pods.",
        "K3s' service load balancer (klipper-lb) forwards to {service} through a pod that masquerades, whatever "
        "the policy says; the server sees {addresses}.",
        "Replace servicelb by a load balancer that keeps addresses (MetalLB, kube-vip), or run a replica on "
        "every node and let clients use the node ports.",
        "k3s-io/klipper-lb#31, k3s-io/k3s#9592", look_for_servicelb},
    advice_rule{
        4, "no-local-endpoint", "Policy Local; some nodes are silent, and their health port says 503.",
        "No endpoint runs on {nodes}, and under externalTrafficPolicy Local such a node drops what "
        "arrives.",
        "That is as promised; clients must not be sent there. Let the load balancer ask healthCheckNodePort, or "
        "run an endpoint on every node (a DaemonSet, or topologySpreadConstraints).",
        tutorial, look_for_missing_local_endpoints},
    advice_rule{5, "hostname-override", "Policy Local; a node that has an endpoint says 503, too.",
                "kube-proxy on {nodes} takes no endpoint for its own: most likely its host name differs from the "
                "Node's name.",
                "Start kube-proxy there with --hostname-override set to the Node's name (with kubeadm the DaemonSet "
                "passes spec.nodeName), and look for \"node not found\" in its log.",
                "kubernetes/kubernetes#71851", look_for_wrong_host_name},
    advice_rule{
        6, "asymmetric-path", "A pod finds another node's port silent under policy Local.",
        "{nodes} may send what a pod wants from a Local node port on to an endpoint elsewhere, with the pod's own "
        "address; that endpoint answers the pod directly, and its answer fits no connection of the pod.",
        "Inside the cluster use the cluster IP (or the service's name) of {service}; its node ports are for "
        "clients outside.",
        "kubernetes/kubernetes#74383", look_for_asymmetric_path},
    advice_rule{7, "vip-short-circuit", "From inside the load balancer's address fails, and PROXY protocol is on.",
                "Inside the cluster kube-proxy answers for the load balancer's address of {service} itself, so the "
                "connection arrives without the PROXY header that the server waits for.",
                "Let the provider set ipMode: Proxy in status.loadBalancer.ingress (Kubernetes 1.29), or give the load "
                "balancer a host name instead of an address; many providers have an annotation for that.",
                "kubernetes/kubernetes#66607", look_for_short_circuit},
    advice_rule{8, "ipvs-local-vip", "kube-proxy in ipvs mode; a Local load balancer's address is dead from inside.",
                "In ipvs mode this node has the address of {service} for its own, but under policy Local no real "
                "server, since no endpoint runs here.",
                "Upgrade kube-proxy to a version with kubernetes/kubernetes#97081, or use the cluster IP inside the "
                "cluster.",
                "kubernetes/kubernetes#93456", look_for_ipvs_local_vip},
    advice_rule{9, "external-ip-rewritten", "Policy Local, but what comes to an external IP is rewritten.",
                "kube-proxy masquerades what comes to the external IPs of {service} in spite of policy Local, as old "
                "versions did, and ipvs mode from 1.26 on.",
                "Upgrade kube-proxy, or use an address of status.loadBalancer (MetalLB hands them out) instead of "
                "spec.externalIPs.",
                "kubernetes/kubernetes#62537, kubernetes/kubernetes#121919", look_for_rewritten_external_ip},
    advice_rule{10, "cluster-ip-masquerade", "A cluster IP is reached, and the source is a node.",
                "kube-proxy masquerades what comes to the cluster IP of {service} from outside its --cluster-cidr, or "
                "everything with --masquerade-all.",
                "Clients outside: use a load balancer's address with policy Local instead of a routed cluster IP. "
                "Pods: make --cluster-cidr cover them, and drop --masquerade-all.",
                "kubernetes/kubernetes#79866", look_for_routed_cluster_ip},
    advice_rule{11, "ipvs-source-address", "The source is the cluster IP of another service.",
                "In ipvs mode every service address is on kube-ipvs0, and a node chose one of them ({addresses}) as "
                "the source of its connection.",
                "Upgrade the network plugin (Calico: projectcalico/calico#4665), or give the route to the pods a "
                "source address (ip route … src NODE-ADDRESS).",
                "projectcalico/calico#4665", look_for_ipvs_source},
    advice_rule{12, "plugin-masquerade", "Policy Local; the source is a flannel address, or a node's.",
                "The network plugin masquerades what comes from outside to pods of {service}, though kube-proxy left "
                "it alone: the server sees {addresses}. Flannel before 0.8 did so.",
                "Upgrade flannel to 0.8 or later; with another plugin look at its masquerade rules (ip-masq-agent, "
                "ipMasq in the CNI configuration): only what leaves the cluster may be masqueraded.",
                "flannel-io/flannel#734", look_for_plugin_masquerade},
    advice_rule{13, "cilium-host", "Policy Local, and the source is cilium_host.",
                "kube-proxy runs beside an old Cilium, which puts cilium_host's address ({addresses}) on what "
                "kube-proxy sends to pods of {service}.",
                "Upgrade Cilium, or let it replace kube-proxy (kubeProxyReplacement) and use its DSR mode.",
                "cilium/cilium#9284", look_for_cilium_host},
    advice_rule{14, "proxied-and-lost", "Behind a load balancer the connection is another one, and no field names us.",
                "The load balancer of {service} ends connections and opens its own ({addresses}) without saying for "
                "whom; an AWS NLB with IP targets does so over TCP and TLS.",
                "AWS: set service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: "
                "preserve_client_ip.enabled=true. Elsewhere switch on PROXY protocol, on the load balancer and in the "
                "server at the same time.",
                "kubernetes-sigs/aws-load-balancer-controller#1825", look_for_silent_proxy},
    advice_rule{15, "security-group", "The load balancer preserves addresses, and outside it times out.",
                "The load balancer of {service} keeps clients' addresses, so security groups judge the clients "
                "themselves and not the load balancer.",
                "Let the nodes' security group admit the clients' ranges on the node ports (or pod port, with IP "
                "targets); set spec.loadBalancerSourceRanges to have the controller do it.",
                "kubernetes-sigs/aws-load-balancer-controller#3521", look_for_security_group},
    advice_rule{16, "nlb-hairpin", "An internal NLB times out from a node that has an endpoint.",
                "The internal load balancer of {service} sends a connection back to the node it came from with that "
                "node's own address as its source, and the kernel drops it.",
                "Set preserve_client_ip.enabled=false and proxy_protocol_v2.enabled=true among the target group "
                "attributes, and have the server read PROXY headers.",
                "kubernetes/cloud-provider-aws#1160", look_for_hairpin},
    advice_rule{17, "proxy-protocol-one-side", "400 or a broken connection on some ways in, and an answer on others.",
                "Of the load balancer of {service} and its server, one speaks PROXY protocol and the other does not.",
                "Switch it on (or off) on both sides at once. Servers that accept both (echoserver --proxy-protocol "
                "detect) let health checks and node ports go on without a header.",
                "kubernetes/ingress-nginx#1067", look_for_one_sided_proxy_header},
    advice_rule{18, "header-not-believed", "A forwarding field carries the client, and the server sees the proxy.",
                "A proxy in front of {service} says who the client is, but the server takes the proxy ({addresses}) "
                "for the client, since it was not told to trust it.",
                "Name the proxy's addresses as trusted: forwardedHeaders.trustedIPs (Traefik), use-forwarded-headers "
                "and proxy-real-ip-cidr (ingress-nginx), set_real_ip_from (nginx), --trusted-proxies (echoserver).",
                "traefik/traefik-helm-chart#404, kubernetes/ingress-nginx#9749", look_for_unbelieved_field},
    advice_rule{19, "docker-bridge", "The source is the gateway of a container engine's bridge.",
                "The nodes are containers, or the port is published by a container engine: its userland proxy, "
                "rootless networking or bridge puts {addresses} on every connection.",
                "Switch the userland proxy off (\"userland-proxy\": false in daemon.json), or test from inside the "
                "engine's network; with minikube use another driver than docker.",
                "moby/moby#15086, kubernetes/minikube#11211", look_for_docker_bridge},
    advice_rule{20, "health-port-dropped", "A health port is silent on a node whose node ports answer.",
                "The INPUT policy of {nodes} drops the health check port: kube-proxy opens it, but a packet filter of "
                "the host stands before it (node ports pass, since they are forwarded).",
                "Admit healthCheckNodePort (and 10256) in the host's INPUT chain; otherwise load balancers take the "
                "node for dead.",
                "kubernetes/kubernetes#97225", look_for_dropped_health_port},
    advice_rule{21, "nat-before-us", "Every path that should show our address shows one other address.",
                "We are behind NAT ourselves: everybody sees {addresses} instead of our own address.",
                "Say so with --source {addresses} (or --source auto): then it counts as ours.",
                "https://datatracker.ietf.org/doc/html/rfc3022", look_for_nat_before_us},
    advice_rule{
        22, "dead-node", "Nothing on a node answers, while other nodes do.",
        "Nothing on {nodes} can be reached: down, cut off, or behind a packet filter that drops the node port range.",
        "Look at the Node's conditions (kubectl describe node), and at firewalls for TCP and UDP 30000-32767 "
        "between here and there.",
        "https://kubernetes.io/docs/reference/networking/ports-and-protocols/", look_for_dead_node},
};

constexpr std::size_t evidence_max = 32;

advice to_advice(const advice_rule& rule, const std::string& subject, const advice_finding& finding) {
    advice given;
    given.number = rule.number;
    given.id = rule.id;
    given.subject = subject;
    given.cause = advice_wording(rule.cause, subject, finding);
    given.fix = advice_wording(rule.fix, subject, finding);
    given.reference = rule.reference;
    given.evidence_total = finding.evidence.size();
    for (const std::string& id : finding.evidence)
        if (given.evidence.size() < evidence_max)
            given.evidence.push_back(id);
    given.promise_broken = finding.promise_broken;
    return given;
}

} // namespace

std::span<const advice_rule> advice_rules() { return rules; }

const advice_rule* find_advice(std::string_view id_or_number) {
    const auto* const at = std::find_if(rules.begin(), rules.end(), [&](const advice_rule& rule) {
        return rule.id == id_or_number || std::to_string(rule.number) == id_or_number;
    });
    return at == rules.end() ? nullptr : at;
}

std::vector<advice> advise(const advice_input& input) {
    const advice_scene scene(input);
    std::vector<advice> given;
    for (const advice_rule& rule : rules) {
        advice_findings found;
        rule.look(scene, found);
        for (const auto& [subject, finding] : found.by_subject())
            given.push_back(to_advice(rule, subject, finding));
    }
    std::stable_sort(given.begin(), given.end(), [](const advice& a, const advice& b) {
        return std::tuple(!a.promise_broken, a.number) < std::tuple(!b.promise_broken, b.number);
    });
    return given;
}

} // namespace srcip::probe
