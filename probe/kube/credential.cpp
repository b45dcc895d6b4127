#include "probe/kube/credential.hpp"

#include "probe/kube/base64.hpp"
#include "probe/kube/resolve.hpp"

#include <srcip/printable.hpp>

#include <utility>

namespace srcip::probe::kube {

namespace {

class fixed_credential final : public credential_source {
  public:
    fixed_credential(std::string value, std::string description)
        : value_(std::move(value))
        , description_(std::move(description)) {}

    boost::asio::awaitable<outcome<std::string>> authorization(bool /*refused*/) override { co_return value_; }
    std::string describe() const override { return description_; }

  private:
    std::string value_;
    std::string description_;
};

/// Read for every request: the kubelet replaces a pod's token while we run, and the file is small.
class token_file_credential final : public credential_source {
  public:
    token_file_credential(std::string path, const file_reader& files)
        : path_(std::move(path))
        , files_(files) {}

    boost::asio::awaitable<outcome<std::string>> authorization(bool /*refused*/) override {
        const auto token = read_token_file(path_, files_);
        if (!token)
            co_return token.error();
        co_return "Bearer " + *token;
    }
    std::string describe() const override { return "the token in " + printable(path_); }

  private:
    std::string path_;
    const file_reader& files_;
};

std::unique_ptr<credential_source> fixed(std::string value, std::string description) {
    return std::make_unique<fixed_credential>(std::move(value), std::move(description));
}

} // namespace

std::unique_ptr<credential_source> make_credential_source(const endpoint& where, const file_reader& files) {
    if (!where.token_file.empty())
        return std::make_unique<token_file_credential>(where.token_file, files);
    if (!where.token.empty())
        return fixed("Bearer " + where.token, "the token of " + where.source);
    if (!where.username.empty() || !where.password.empty())
        return fixed("Basic " + encode_base64(where.username + ":" + where.password),
                     "the user name and password of " + where.source);
    if (!where.client_cert_pem.empty())
        return fixed("", "the client certificate of " + where.source);
    return fixed("", "");
}

} // namespace srcip::probe::kube
