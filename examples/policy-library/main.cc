// may POLICY-FILE PRINCIPAL ACTION RESOURCE: does this identity policy let the principal do that?
#include <rolecall/policy.h>

#include <fstream>
#include <iostream>
#include <iterator>

namespace authorization = rolecall::authorization;

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: may POLICY-FILE PRINCIPAL ACTION RESOURCE\n";
    return 1;
  }
  std::ifstream file(argv[1]);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const authorization::Parsed parsed = authorization::Policy::Parse(text, authorization::Kind::kIdentity, argv[1]);
  if (!parsed.policy) {
    std::cerr << argv[1] << ":" << parsed.line << ":" << parsed.column << ": " << parsed.message << " " << parsed.detail
              << "\n";
    return 1;
  }
  authorization::Policies policies;
  policies.identity = {*parsed.policy};
  authorization::Request request;
  request.principal = argv[2];
  request.action = argv[3];
  request.resource = argv[4];
  const authorization::Decision decision = authorization::Decide(policies, request, /*explain=*/true);
  std::cout << (decision.allowed ? "allowed\n" : decision.message + "\n");
  for (const std::string& reason : decision.reasons) std::cout << "  " << reason << "\n";
  return decision.allowed ? 0 : 2;
}
