// Writes reports of the unit tests' fixtures into a folder, for readers in other languages: FOLDER/NAME.FORMAT.

#include "probe/report/formats.hpp"

#include "tests/unit/probe/report_fixture.hpp"

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

namespace srcip::probe {
namespace {

void write(const std::string& stem, const report_fixture& fixture) {
    for (const report_format format : report_formats()) {
        const std::string name = stem + '.' + std::string(to_string(format));
        std::ofstream file(name, std::ios::binary);
        text_output out(
            [&](std::string_view piece) { file.write(piece.data(), static_cast<std::streamsize>(piece.size())); });
        render(format, fixture.report(), {}, out);
        file.close();
        if (!file)
            throw std::runtime_error("cannot write " + name);
    }
}

void write_all(const std::string& folder) {
    write(folder + "/complete", complete_report());
    write(folder + "/empty", empty_report());
    std::size_t number = 0;
    for (const std::string& text : hostile_texts())
        write(folder + "/hostile-" + std::to_string(number++), hostile_report(text));
}

} // namespace
} // namespace srcip::probe

int main(int argc, char** argv) {
    try {
        if (argc != 2)
            throw std::runtime_error("usage: write_reports FOLDER");
        srcip::probe::write_all(argv[1]);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
