#include "probe/kube/kubeconfig.hpp"

#include "probe/kube/yaml_fields.hpp"

#include <srcip/printable.hpp>

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/impl.h>
#include <yaml-cpp/node/parse.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace srcip::probe::kube {

namespace {

template <class Entry>
const Entry* find(const std::vector<Entry>& entries, std::string_view name) {
    const auto it = std::find_if(entries.begin(), entries.end(), [name](const Entry& e) { return e.name == name; });
    return it == entries.end() ? nullptr : &*it;
}

template <class Entry>
void keep_first(std::vector<Entry>& into, std::vector<Entry> later) {
    for (Entry& entry : later) {
        if (find(into, entry.name) == nullptr)
            into.push_back(std::move(entry));
    }
}

cluster_entry read_cluster(yaml_fields& fields, const YAML::Node& map, const std::string& where) {
    cluster_entry c;
    c.server = fields.text(map, "server", where);
    c.ca_file = fields.text(map, "certificate-authority", where);
    c.ca_data = fields.data(map, "certificate-authority-data", where);
    c.tls_server_name = fields.text(map, "tls-server-name", where);
    c.proxy_url = fields.text(map, "proxy-url", where);
    c.insecure = fields.flag(map, "insecure-skip-tls-verify", where);
    for (const YAML::Node& item : fields.maps(map, "extensions", where)) {
        if (fields.text(item, "name", where + ".extensions") == "client.authentication.k8s.io/exec")
            c.exec_config = fields.json(item, "extension", where + ".extensions");
    }
    return c;
}

std::optional<exec_entry> read_exec(yaml_fields& fields, const YAML::Node& user, const std::string& user_where) {
    const YAML::Node map = fields.map(user, "exec", user_where);
    if (!map.IsDefined())
        return std::nullopt;
    const std::string where = user_where + ".exec";
    exec_entry e;
    e.command = fields.text(map, "command", where);
    e.args = fields.texts(map, "args", where);
    for (const YAML::Node& item : fields.maps(map, "env", where))
        e.env.emplace_back(fields.text(item, "name", where + ".env"), fields.text(item, "value", where + ".env"));
    e.api_version = fields.text(map, "apiVersion", where);
    e.install_hint = fields.text(map, "installHint", where);
    e.interactive_mode = fields.text(map, "interactiveMode", where);
    e.provide_cluster_info = fields.flag(map, "provideClusterInfo", where);
    return e;
}

user_entry read_user(yaml_fields& fields, const YAML::Node& map, const std::string& where) {
    user_entry u;
    u.cert_file = fields.text(map, "client-certificate", where);
    u.cert_data = fields.data(map, "client-certificate-data", where);
    u.key_file = fields.text(map, "client-key", where);
    u.key_data = fields.data(map, "client-key-data", where);
    u.token = fields.text(map, "token", where);
    u.token_file = fields.text(map, "tokenFile", where);
    u.username = fields.text(map, "username", where);
    u.password = fields.text(map, "password", where);
    u.as = fields.text(map, "as", where);
    u.as_groups = fields.texts(map, "as-groups", where);
    u.as_uid = fields.text(map, "as-uid", where);
    u.as_extra = fields.text_lists(map, "as-user-extra", where);
    u.exec = read_exec(fields, map, where);
    const YAML::Node provider = fields.map(map, "auth-provider", where);
    if (provider.IsDefined())
        u.auth_provider = fields.text(provider, "name", where + ".auth-provider");
    return u;
}

context_entry read_context(yaml_fields& fields, const YAML::Node& map, const std::string& where) {
    context_entry c;
    c.cluster = fields.text(map, "cluster", where);
    c.user = fields.text(map, "user", where);
    c.name_space = fields.text(map, "namespace", where);
    return c;
}

template <class Entry>
using entry_reader = Entry (*)(yaml_fields&, const YAML::Node&, const std::string&);

/// A named list, such as clusters: [{name: N, cluster: {…}}].
template <class Entry>
std::vector<Entry> read_entries(yaml_fields& fields, const YAML::Node& root, const std::string& list,
                                std::string_view inner, entry_reader<Entry> read) {
    std::vector<Entry> entries;
    std::set<std::string> names;
    for (const YAML::Node& item : fields.maps(root, list, "")) {
        const std::string name = fields.text(item, "name", list);
        if (name.empty())
            fields.fail(list + " has an entry without a name");
        if (!names.insert(name).second)
            fields.fail(list + " defines " + quoted(name) + " twice; rename or remove one of them");
        const std::string where = list + "[" + printable(name, 64) + "]." + std::string(inner);
        Entry entry = read(fields, fields.map(item, inner, list + "[" + printable(name, 64) + "]"), where);
        entry.name = name;
        entry.file = fields.file();
        entries.push_back(std::move(entry));
    }
    return entries;
}

outcome<kubeconfig> read_root(const YAML::Node& root, const std::string& file) {
    kubeconfig config;
    config.files.push_back(file);
    if (!root.IsDefined() || root.IsNull())
        return config;
    yaml_fields fields(file);
    if (!root.IsMap())
        fields.fail("is no kubeconfig: expected the keys clusters, users and contexts");
    const std::string kind = fields.text(root, "kind", "");
    if (!kind.empty() && kind != "Config")
        fields.fail("is no kubeconfig: its kind is " + quoted(kind) + ", not Config");
    config.current_context = fields.text(root, "current-context", "");
    config.clusters = read_entries<cluster_entry>(fields, root, "clusters", "cluster", &read_cluster);
    config.users = read_entries<user_entry>(fields, root, "users", "user", &read_user);
    config.contexts = read_entries<context_entry>(fields, root, "contexts", "context", &read_context);
    if (fields.failed())
        return *fields.failed();
    return config;
}

error syntax_error(const std::string& file, const YAML::Exception& e) {
    const std::string line = e.mark.is_null() ? "" : " line " + std::to_string(e.mark.line + 1);
    return {error_kind::config, "kubeconfig " + printable(file) + line + ": not valid YAML: " + printable(e.msg)};
}

} // namespace

const cluster_entry* kubeconfig::find_cluster(std::string_view name) const { return find(clusters, name); }
const user_entry* kubeconfig::find_user(std::string_view name) const { return find(users, name); }
const context_entry* kubeconfig::find_context(std::string_view name) const { return find(contexts, name); }

std::string kubeconfig::context_names() const {
    constexpr std::size_t shown = 8;
    std::vector<std::string> names;
    for (const context_entry& c : contexts)
        names.push_back(printable(c.name, 64));
    std::sort(names.begin(), names.end());
    std::string out;
    for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
        out += (i == 0 ? "" : ", ") + names[i];
    return names.size() > shown ? out + ", …" : out;
}

outcome<kubeconfig> parse_kubeconfig(const std::string& text, const std::string& file) {
    // yaml-cpp throws, on deep nesting too; aliases are shared nodes there, so they cannot blow up.
    try {
        return read_root(YAML::Load(text), file);
    } catch (const YAML::Exception& e) {
        return syntax_error(file, e);
    }
}

void merge(kubeconfig& into, kubeconfig later) {
    keep_first(into.clusters, std::move(later.clusters));
    keep_first(into.users, std::move(later.users));
    keep_first(into.contexts, std::move(later.contexts));
    if (into.current_context.empty())
        into.current_context = std::move(later.current_context);
    std::move(later.files.begin(), later.files.end(), std::back_inserter(into.files));
}

} // namespace srcip::probe::kube
