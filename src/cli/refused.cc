// Commands of OpenTofu and Terraform that are not here, each with a word on what to do instead.
#include "cli/run.h"

namespace rolecall::cli {
namespace {

struct Refusal {
  const char* name;
  const char* why;
};

constexpr Refusal kRefusals[] = {
    {"login",
     "there is no service to log in to: states lie with the backends local, s3, http, kubernetes and pg; tokens for "
     "registries are read from `credentials` blocks and TF_TOKEN_…"},
    {"logout", "there is no service to log out of"},
    {"cloud", "there is no cloud backend: states lie with the backends local, s3, http, kubernetes and pg"},
    {"stacks", "stacks are not part of the language here"},
    {"query", "query files are not part of the language here"},
    {"push", "this old command went with Terraform Enterprise's legacy; use `rolecall state push`"},
    {"0.12upgrade", "upgrade the configuration with Terraform 0.12 first"},
    {"0.13upgrade", "upgrade the configuration with Terraform 0.13 first"},
};

}  // namespace

std::optional<std::string> WhyNotHere(const std::string& name) {
  for (const Refusal& refusal : kRefusals) {
    if (name == refusal.name) return refusal.why;
  }
  return std::nullopt;
}

}  // namespace rolecall::cli
