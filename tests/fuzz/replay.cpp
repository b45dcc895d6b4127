#include "fuzz.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

// Stands in for libFuzzer's main with any compiler: gives every file of the folders it is told of to the fuzzer.
namespace {

void replay(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    // Memory that ends where the input does, so that AddressSanitizer sees a read past it.
    const std::vector<std::uint8_t> exact(content.begin(), content.end());
    std::cout << path.string() << std::endl; // before the call: it names the input that crashes
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

} // namespace

int main(int argc, char** argv) {
    int count = 0;
    for (int i = 1; i < argc; ++i)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
            if (entry.is_regular_file()) {
                replay(entry.path());
                ++count;
            }
    std::cout << count << " inputs\n";
    return count > 0 ? 0 : 1;
}
