#include "probe/kube/resolve.hpp"

#include "probe/kube/impersonation.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <array>

namespace srcip::probe::kube {

namespace {

std::string in_user(const user_entry& user) { return entry_path("users", user.name, "user"); }

error user_error(const user_entry& user, const std::string& what) {
    return config_error(user.file, in_user(user) + what);
}

/// clientcmd's getAuthInfo(): a flag replaces what the kubeconfig says of the same thing, in file or inline.
void put_over(user_entry& user, const overrides& flags) {
    if (!flags.token.empty()) {
        user.token = flags.token;
        user.token_file.clear();
        user.username.clear();
        user.password.clear();
    }
    if (!flags.client_cert_file.empty()) {
        user.cert_file = flags.client_cert_file;
        user.cert_data.clear();
    }
    if (!flags.client_key_file.empty()) {
        user.key_file = flags.client_key_file;
        user.key_data.clear();
    }
    if (!flags.as.empty())
        user.as = flags.as;
    if (!flags.as_groups.empty())
        user.as_groups = flags.as_groups;
    if (!flags.as_uid.empty())
        user.as_uid = flags.as_uid;
}

struct removed_provider {
    const char* name;
    const char* instead;
};

/// client-go dropped the cloud providers' in 1.26; oidc is still there, but refreshes tokens by itself.
constexpr std::array<removed_provider, 4> providers = {{
    {"gcp", "use the plugin gke-gcloud-auth-plugin (gcloud container clusters get-credentials writes it)"},
    {"azure", "use the plugin kubelogin (kubelogin convert-kubeconfig writes it)"},
    {"oidc", "use a plugin such as kubelogin (kubectl oidc-login), or --token with its id-token"},
    {"openstack", "use the plugin client-keystone-auth"},
}};

error provider_error(const user_entry& user) {
    const auto* found = std::find_if(providers.begin(), providers.end(),
                                     [&](const removed_provider& p) { return *user.auth_provider == p.name; });
    const std::string instead =
        found == providers.end() ? "use a credential plugin (exec), a token or a client certificate" : found->instead;
    error result = user_error(user, "auth-provider " + quoted(*user.auth_provider) +
                                        " is not supported, and Kubernetes has dropped such providers for credential " +
                                        "plugins (exec); " + instead);
    result.kind = error_kind::unsupported;
    return result;
}

outcome<interactive_mode> mode_of(const user_entry& user) {
    const std::string& text = user.exec->interactive_mode;
    if (text == "Never")
        return interactive_mode::never;
    if (text == "Always")
        return interactive_mode::always;
    if (text == "IfAvailable" || (text.empty() && user.exec->api_version.ends_with("/v1beta1")))
        return interactive_mode::if_available;
    return user_error(user, text.empty() ? "exec.interactiveMode is missing; say Never, IfAvailable or Always"
                                         : "exec.interactiveMode must be Never, IfAvailable or Always");
}

constexpr const char* group = "client.authentication.k8s.io/";

outcome<void> check_exec(const user_entry& user) {
    const exec_entry& e = *user.exec;
    if (e.command.empty())
        return user_error(user, "exec.command is missing");
    if (e.api_version.empty())
        return user_error(user, std::string("exec.apiVersion is missing; say ") + group + "v1");
    if (e.api_version == std::string(group) + "v1alpha1")
        return user_error(user, "exec.apiVersion v1alpha1 was dropped by Kubernetes 1.24; a newer plugin speaks " +
                                    std::string(group) + "v1");
    if (e.api_version != std::string(group) + "v1" && e.api_version != std::string(group) + "v1beta1")
        return user_error(user, "exec.apiVersion " + quoted(e.api_version) + " is unknown; expected " + group +
                                    "v1 or v1beta1");
    const auto bad_text = [](const std::string& text) { return text.find('\0') != std::string::npos; };
    for (const auto& [name, value] : e.env) {
        if (name.empty() || name.find('=') != std::string::npos || bad_text(name) || bad_text(value))
            return user_error(user, "exec.env holds a variable without a valid name");
    }
    if (bad_text(e.command) || std::any_of(e.args.begin(), e.args.end(), bad_text))
        return user_error(user, "exec.command or args hold a NUL byte");
    return {};
}

outcome<void> apply_exec(const user_entry& user, endpoint& result) {
    if (const auto checked = check_exec(user); !checked)
        return checked;
    const auto mode = mode_of(user);
    if (!mode)
        return mode.error();
    const exec_entry& e = *user.exec;
    result.exec = exec_plugin{e.command, e.args, e.env, e.api_version, e.install_hint, e.provide_cluster_info, *mode};
    return {};
}

outcome<void> apply_certificate(const user_entry& user, const overrides& flags, const file_reader& files,
                                endpoint& result) {
    const auto place = [&](const char* key, const std::string& flag) {
        return flag.empty() ? user_error(user, key).message : std::string("--") + key;
    };
    auto cert = read_pem({user.cert_data, user.cert_file, place("client-certificate", flags.client_cert_file)}, files);
    if (!cert)
        return cert.error();
    auto key = read_pem({user.key_data, user.key_file, place("client-key", flags.client_key_file)}, files);
    if (!key)
        return key.error();
    if (cert->empty() != key->empty())
        return user_error(user, std::string(cert->empty() ? "client-certificate" : "client-key") +
                                    " is missing: a client certificate and its key come together");
    result.client_cert_pem = std::move(*cert);
    result.client_key_pem = std::move(*key);
    return {};
}

outcome<void> apply_token(const user_entry& user, const overrides& flags, endpoint& result) {
    result.token_file = user.token_file;
    if (!user.token_file.empty() || user.token.empty())
        return {};
    const auto token = clean_token(user.token, flags.token.empty() ? user_error(user, "token").message : "--token");
    if (!token)
        return token.error();
    result.token = *token;
    return {};
}

outcome<void> check_methods(const user_entry& user) {
    const bool has_token = !user.token.empty() || !user.token_file.empty();
    const bool has_basic = !user.username.empty() || !user.password.empty();
    if (has_token && has_basic)
        return user_error(user, "token contradicts username and password; keep one of them");
    if (user.exec && user.auth_provider)
        return user_error(user, "auth-provider contradicts exec; keep one of them");
    return {};
}

outcome<void> apply_credentials(const user_entry& user, const overrides& flags, const file_reader& files,
                                endpoint& result) {
    if (const auto applied = apply_token(user, flags, result); !applied)
        return applied;
    result.username = user.username;
    result.password = user.password;
    if (const auto applied = apply_certificate(user, flags, files, result); !applied)
        return applied;
    // client-go asks neither plugin nor provider when the user has something else to show.
    const bool has_other = !result.token.empty() || !result.token_file.empty() || !result.username.empty() ||
                           !result.password.empty() || !result.client_cert_pem.empty();
    if (has_other)
        return {};
    if (user.auth_provider)
        return provider_error(user);
    return user.exec ? apply_exec(user, result) : outcome<void>();
}

bool has_credentials(const user_entry& user) {
    return !user.token.empty() || !user.token_file.empty() || !user.username.empty() || !user.password.empty() ||
           !user.cert_data.empty() || !user.cert_file.empty() || user.exec || user.auth_provider;
}

} // namespace

outcome<void> apply_user(user_entry user, const resolve_request& request, const file_reader& files, endpoint& result) {
    put_over(user, request.flags);
    if (const auto checked = check_methods(user); !checked)
        return checked;
    result.as = {user.as, user.as_groups, user.as_uid, user.as_extra};
    if (auto fault = impersonation_fault(result.as); !fault.empty()) {
        const bool flags =
            !request.flags.as.empty() || !request.flags.as_groups.empty() || !request.flags.as_uid.empty();
        return flags ? error(error_kind::config, fault) : user_error(user, fault);
    }
    if (!result.server.tls) { // client-go: "only try to read the auth information if we are secure"
        result.withheld = has_credentials(user);
        return {};
    }
    return apply_credentials(user, request.flags, files, result);
}

} // namespace srcip::probe::kube
