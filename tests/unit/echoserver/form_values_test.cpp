#include "echoserver/form_values.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

form_values query(std::string_view target) {
    request_view request;
    request.method = "GET";
    request.target = target;
    return form_values(request);
}

TEST(FormValues, AreDecoded) {
    struct row {
        const char* target;
        std::string_view value;
    };
    using namespace std::string_view_literals;
    for (const auto& row : {
             row{"/p?k=v", "v"},
             row{"/p?a=b&k=v&c", "v"},
             row{"/p?k=v=w", "v=w"},
             row{"/p?k=%41%6a%4A", "AjJ"},
             row{"/p?k=%00%ff", "\0\xff"sv},
             row{"/p?k=a+b%2bc", "a b+c"},
             row{"/p?%6b=v", "v"},
             row{"/p?k=v?w", "v?w"},
             row{"/p?&&k=v&&", "v"},
             row{"/p?k=first&k=second", "first"},
             row{"/p?k=&k=second", ""},
             row{"/p?k", ""},
             row{"/p?K=v&kk=v&=v", ""},
             row{"/p?", ""},
             row{"/p", ""},
             row{"", ""},
             row{"http://h/p?k=v", "v"},
             row{"/p?x=1#k=v", ""},
             row{"/p#?k=v", ""},
         }) {
        EXPECT_TRUE(query(row.target).well_formed()) << row.target;
        EXPECT_EQ(query(row.target).get("k"), row.value) << row.target;
    }
}

TEST(FormValues, FindNamesHoweverTheyAreCoded) {
    EXPECT_EQ(query("/?a+b=1").get("a b"), "1");
    EXPECT_EQ(query("/?a%20b=1").get("a b"), "1");
    EXPECT_EQ(query("/?a+b=1").get("a+b"), "");
}

TEST(FormValues, AreNotWellFormedWhenSomethingCannotBeDecoded) {
    for (const char* target : {"/?%", "/?a=%", "/?a=%1", "/?a=%g1", "/?a=%1g", "/?a=%%41", "/?a=1;b=2", "/?k=v&%zz=1"})
        EXPECT_FALSE(query(target).well_formed()) << target;
}

TEST(FormValues, GiveNothingForAValueThatCannotBeDecoded) {
    for (const char* target : {"/?k=%", "/?k=%1", "/?%6=v", "/?k=1;2"})
        EXPECT_EQ(query(target).get("k"), "") << target;
}

TEST(FormValues, AreBounded) {
    const std::string most = "k=" + std::string(max_form_bytes - 2, 'v');
    const std::vector<header_field> fields{{"Content-Type", "application/x-www-form-urlencoded"}};
    request_view request;
    request.method = "PATCH";
    request.target = "/";
    request.headers = fields;
    request.body = most;
    EXPECT_TRUE(form_values(request).well_formed());
    const std::string more = most + "v";
    request.body = more;
    EXPECT_FALSE(form_values(request).well_formed());
}

} // namespace
} // namespace srcip::echoserver
