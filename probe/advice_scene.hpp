#pragma once

#include "probe/advice_rules.hpp"

#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

// What the rules of advice_rules.hpp look at, and where they write down what they find. Internal to advice_*.cpp.

/// One service and everything that was seen of it.
struct advised_service {
    std::string name;                       ///< "namespace/name"; empty: addresses named by the user, without an API
    const service_facts* facts = nullptr;   ///< null when it is not among the facts
    std::vector<const sweep_row*> rows;     ///< those that say something, see says_something()
    std::vector<const health_row*> healths; ///< of the kind service, sorted by node

    const service_hints& hints() const;
    const health_row* health_on(std::string_view node) const; ///< null: its health port was not asked
};

/// The input, sorted so that a rule finds what it needs.
class advice_scene {
  public:
    explicit advice_scene(const advice_input& input);

    const advice_input& input() const { return input_; }
    const vantage& from() const { return input_.from; }
    bool is_inside() const { return input_.from.kind != vantage_kind::outside; }
    const std::vector<advised_service>& services() const { return services_; }
    const node_facts* node(std::string_view name) const;
    bool is_node_address(const ip_address& address) const { return node_addresses_.contains(address); }
    /// Whether some node port of that node answered, or its kube-proxy's health port did.
    bool node_answers(std::string_view name) const { return answering_nodes_.contains(name); }

  private:
    advice_input input_;
    std::vector<advised_service> services_; ///< sorted by namespace and name
    std::set<ip_address> node_addresses_;
    std::set<std::string_view> answering_nodes_;
};

/// What one rule found about one subject.
struct advice_finding {
    std::set<std::string> evidence;
    std::set<std::string> nodes;
    std::set<ip_address> addresses;
    bool promise_broken = false;

    void add(const sweep_row& row);  ///< with its path's node and the address that was seen, if any
    void add(const health_row& row); ///< with its node
};

/// What one rule found, by subject.
class advice_findings {
  public:
    advice_finding& about(std::string_view subject) { return by_subject_[std::string(subject)]; }
    const std::map<std::string, advice_finding>& by_subject() const { return by_subject_; }

  private:
    std::map<std::string, advice_finding> by_subject_;
};

/// A row whose facts changed while it was walked is inconclusive, and says nothing.
bool says_something(const sweep_row& row);
bool answered(const sweep_row& row); ///< an echo answered, whatever it saw
bool silent(const sweep_row& row);   ///< no TCP connection came about, without a refusal
/// An echo answered and saw another address, over our own connection as far as is known.
bool translated(const sweep_row& row);
bool is_rewriter(const sweep_row& row, std::initializer_list<rewriter_kind> kinds);
/// Node ports, load balancers' addresses and external IPs: where externalTrafficPolicy rules.
bool is_external(const path& path);
/// externalTrafficPolicy Local, and the client's address is promised on this path.
bool promised_by_local(const sweep_row& row);
/// Whether a usable endpoint runs on that node, as far as the API says.
bool has_endpoint_on(const advised_service& service, std::string_view node);

} // namespace srcip::probe
