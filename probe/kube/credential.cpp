#include "probe/kube/credential.hpp"

#include "probe/kube/base64.hpp"
#include "probe/kube/exec_credential.hpp"
#include "probe/kube/resolve.hpp"

#include <srcip/printable.hpp>

#include <utility>

namespace srcip::probe::kube {

namespace {

class fixed_credential final : public credential_source {
  public:
    fixed_credential(credential value, std::string description)
        : value_(std::move(value))
        , description_(std::move(description)) {}

    boost::asio::awaitable<outcome<credential>> get(bool /*refused*/) override { co_return value_; }
    std::string describe() const override { return description_; }

  private:
    credential value_;
    std::string description_;
};

/// Read for every request: the kubelet replaces a pod's token while we run, and the file is small.
class token_file_credential final : public credential_source {
  public:
    token_file_credential(const endpoint& where, const file_reader& files)
        : path_(where.token_file)
        , value_{"", where.client_cert_pem, where.client_key_pem}
        , files_(files) {}

    boost::asio::awaitable<outcome<credential>> get(bool /*refused*/) override {
        const auto token = read_token_file(path_, files_);
        if (!token)
            co_return token.error();
        value_.authorization = "Bearer " + *token;
        co_return value_;
    }
    std::string describe() const override { return "the token in " + printable(path_); }

  private:
    std::string path_;
    credential value_;
    const file_reader& files_;
};

std::string description_of(const endpoint& where) {
    if (!where.token.empty())
        return "the token of " + where.source;
    if (!where.username.empty() || !where.password.empty())
        return "the user name and password of " + where.source;
    return where.client_cert_pem.empty() ? "" : "the client certificate of " + where.source;
}

std::string authorization_of(const endpoint& where) {
    if (!where.token.empty())
        return "Bearer " + where.token;
    if (!where.username.empty() || !where.password.empty())
        return "Basic " + encode_base64(where.username + ":" + where.password);
    return {};
}

} // namespace

std::unique_ptr<credential_source> make_credential_source(const endpoint& where, const file_reader& files) {
    if (where.exec)
        return make_exec_credential(where);
    if (!where.token_file.empty())
        return std::make_unique<token_file_credential>(where, files);
    return std::make_unique<fixed_credential>(
        credential{authorization_of(where), where.client_cert_pem, where.client_key_pem}, description_of(where));
}

} // namespace srcip::probe::kube
