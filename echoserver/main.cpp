#include "echoserver/run.hpp"

int main(int argc, char** argv) { return srcip::echoserver::run(argc, argv); }
