#include "echoserver/tls_files.hpp"

#include <srcip/printable.hpp>

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace srcip::echoserver {
namespace {

/// One of the files, as messages speak of it.
struct tls_file {
    const char* what;   ///< "TLS certificate"
    const char* option; ///< "--tls-cert"
    const std::string& path;

    tls_failure failure(const std::string& why, const std::string& remedy) const {
        return {std::string("the ") + what + " " + quoted(path) + " " + why + "; " + remedy};
    }
};

/// A file's bytes, wiped afterwards: they may be a key's.
struct secret_text {
    secret_text() = default;
    secret_text(secret_text&&) = default;
    secret_text& operator=(secret_text&&) = delete;
    ~secret_text() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

    std::vector<char> bytes{};
    std::string_view view() const { return {bytes.data(), bytes.size()}; }
};

struct file_closer {
    int handle;
    ~file_closer() {
        if (handle >= 0)
            ::close(handle);
    }
};

std::string remedy(int error, const tls_file& file) {
    if (error == EACCES || error == EPERM)
        return "let user " + std::to_string(::geteuid()) + " read it";
    return std::string("check ") + file.option;
}

tls_failure unreadable(int error, const tls_file& file) {
    return file.failure("cannot be read: " + std::generic_category().message(error), remedy(error, file));
}

/// One byte more than is allowed at most, so that a file that grows meanwhile is noticed. The buffer never moves: no
/// copy of a key is left behind.
ssize_t read_all(int handle, std::vector<char>& into) {
    into.resize(max_tls_file + 1);
    std::size_t size = 0;
    while (size < into.size()) {
        const ssize_t n = ::read(handle, into.data() + size, into.size() - size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        size += static_cast<std::size_t>(n);
    }
    into.resize(size);
    return static_cast<ssize_t>(size);
}

tls_outcome<secret_text> read_file(const tls_file& file) {
    // O_NONBLOCK: a FIFO in place of a file must not stop us.
    const file_closer opened{::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat status {};
    if (opened.handle < 0 || ::fstat(opened.handle, &status) != 0)
        return unreadable(errno, file);
    if (!S_ISREG(status.st_mode))
        return file.failure("is no regular file", std::string("check ") + file.option);
    secret_text out;
    if (read_all(opened.handle, out.bytes) < 0)
        return unreadable(errno, file);
    if (out.bytes.size() > max_tls_file)
        return file.failure("is larger than 1 MiB", std::string("check ") + file.option);
    return out;
}

bool holds(const secret_text& text, std::string_view what) { return text.view().find(what) != std::string_view::npos; }

/// What to say of a file without the PEM block we look for.
tls_failure nothing_found(const tls_file& file, const secret_text& text, bool wants_key) {
    if (text.bytes.empty())
        return file.failure("is empty", std::string("check ") + file.option);
    if (holds(text, wants_key ? "-----BEGIN CERTIFICATE" : "PRIVATE KEY-----"))
        return file.failure(wants_key ? "holds a certificate and no private key"
                                      : "holds a private key and no certificate",
                            "check whether two files are swapped");
    if (text.bytes.front() == '\x30')
        return file.failure("is not PEM but looks like DER", wants_key ? "convert it: openssl pkey -inform der"
                                                                       : "convert it: openssl x509 -inform der");
    return file.failure(wants_key ? "holds no PEM private key" : "holds no PEM certificate",
                        std::string("check ") + file.option);
}

struct bio_closer {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using bio_ptr = std::unique_ptr<BIO, bio_closer>;

bio_ptr bio_over(const secret_text& text) {
    return bio_ptr(BIO_new_mem_buf(text.bytes.data(), static_cast<int>(text.bytes.size())));
}

/// OpenSSL asks for a pass phrase here instead of on the terminal, and gets none.
int refuse_pass_phrase(char* /*into*/, int /*size*/, int /*writing*/, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

tls_outcome<std::vector<certificate_ptr>> read_certificates(const tls_file& file) {
    const auto text = read_file(file);
    if (!text)
        return text.error();
    const bio_ptr bio = bio_over(*text);
    bool asked = false;
    std::vector<certificate_ptr> out;
    ERR_clear_error();
    while (certificate_ptr one{PEM_read_bio_X509(bio.get(), nullptr, refuse_pass_phrase, &asked)})
        out.push_back(std::move(one));
    const bool clean_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const std::string reason = take_openssl_reason();
    if (!clean_end)
        return file.failure("is damaged after " + std::to_string(out.size()) + " certificates: " + reason,
                            "write it again");
    if (out.empty())
        return nothing_found(file, *text, false);
    return out;
}

tls_outcome<key_ptr> read_key(const tls_file& file) {
    const auto text = read_file(file);
    if (!text)
        return text.error();
    const bio_ptr bio = bio_over(*text);
    bool asked = false;
    ERR_clear_error();
    key_ptr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_pass_phrase, &asked));
    const std::string reason = key ? std::string() : take_openssl_reason();
    ERR_clear_error();
    if (key)
        return key;
    if (asked)
        return file.failure("is encrypted", "store it without a pass phrase: openssl pkey -in … -out …");
    if (!holds(*text, "PRIVATE KEY-----"))
        return nothing_found(file, *text, true);
    return file.failure("is damaged: " + reason, "write it again");
}

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec; }

file_stamp stamp_file(const std::string& path) {
    struct stat status {};
    if (path.empty())
        return {};
    if (::stat(path.c_str(), &status) != 0)
        return {.error = errno};
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
            nanoseconds(status.st_ctim)};
}

} // namespace

tls_stamps stamp_files(const tls_options& files) {
    return {stamp_file(files.certificate_file), stamp_file(files.key_file), stamp_file(files.client_ca_file)};
}

tls_outcome<tls_credentials> load_credentials(const std::string& certificate_file, const std::string& key_file) {
    if (certificate_file.empty() || key_file.empty())
        return tls_failure{certificate_file.empty() ? "a TLS key without a certificate; give --tls-cert too"
                                                    : "a TLS certificate without its key; give --tls-key too"};
    auto chain = read_certificates({"TLS certificate", "--tls-cert", certificate_file});
    if (!chain)
        return chain.error();
    const tls_file key_from{"TLS key", "--tls-key", key_file};
    auto key = read_key(key_from);
    if (!key)
        return key.error();
    if (X509_check_private_key(chain->front().get(), key->get()) != 1) {
        ERR_clear_error();
        return key_from.failure("does not fit the first certificate in " + quoted(certificate_file),
                                "give the key that the certificate was made for, and the server's certificate first");
    }
    return tls_credentials{std::move(*chain), std::move(*key)};
}

tls_outcome<std::vector<certificate_ptr>> load_authorities(const std::string& file) {
    return read_certificates({"TLS client CA", "--tls-client-ca", file});
}

} // namespace srcip::echoserver
