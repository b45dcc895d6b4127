#include "probe/kube/base64.hpp"

#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

TEST(base64, decodes_what_the_rfc_encodes) {
    const std::pair<const char*, const char*> cases[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [plain, encoded] : cases) {
        EXPECT_EQ(encode_base64(plain), encoded);
        EXPECT_EQ(decode_base64(encoded), plain);
    }
}

TEST(base64, survives_every_byte) {
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    EXPECT_EQ(decode_base64(encode_base64(all)), all);
}

TEST(base64, skips_line_breaks_only) {
    EXPECT_EQ(decode_base64("Zm9v\r\nYmFy\n"), "foobar");
    for (const char* bad : {"Zm9", "Zm9v ", "Zm9v====", "Z===", "====", "Zm=v", "Zm9_", "Zg==Zg==", "\xc3\xa4=="})
        EXPECT_EQ(decode_base64(bad), std::nullopt) << bad;
}

} // namespace
} // namespace srcip::probe::kube
