#include "kube/injection/session_name.h"

#include <cstdint>

#include "kube/json_patch.h"

namespace rolecall::kube {
namespace {

constexpr std::size_t kMaxSessionName = 64;

// FNV-1a: to tell names apart that begin alike. Nobody is kept from anything by it.
std::string HashOf(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (int shift = 28; shift >= 0; shift -= 4) digits += kDigits[hash >> shift & 15];
  return digits;
}

std::string Fitted(std::string_view name) {
  const std::string hash = HashOf(name);
  return std::string(name.substr(0, kMaxSessionName - hash.size() - 1)) + "-" + hash;
}

}  // namespace

std::string SessionNameJson(const PodView& pod, const std::string& space) {
  std::string json = R"({"name":"AWS_ROLE_SESSION_NAME",)";
  if (pod.name.size() == 1 || pod.name.size() > kMaxSessionName) {
    std::string name = pod.name.size() == 1 ? std::string(pod.name) + "." + space : std::string(pod.name);
    if (name.size() > kMaxSessionName) name = Fitted(name);
    json += R"("value":)";
    AppendJsonText(json, name);
    return json + "}";
  }
  return json + R"("valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}})";
}

}  // namespace rolecall::kube
