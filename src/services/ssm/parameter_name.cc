#include "services/ssm/parameter_name.h"

#include <algorithm>

#include "base/text.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/ssm/errors.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::string_view kType = "parameter/";
constexpr std::size_t kMaxLevels = 15;
constexpr std::size_t kMaxNameWithArn = 1011;

bool IsNameCharacter(char c) { return IsAsciiAlphanumeric(c) || c == '.' || c == '-' || c == '_' || c == '/'; }

bool HasEmptyLevel(std::string_view name) { return name.find("//") != name.npos || name.ends_with('/'); }

// The form of a name, new or not: what can never be one is told as such.
bool LooksLikeName(std::string_view name) {
  if (name.empty() || !std::ranges::all_of(name, IsNameCharacter) || HasEmptyLevel(name)) return false;
  return name.starts_with('/') || name.find('/') == name.npos;
}

std::size_t LevelsOf(std::string_view name) {
  return name.starts_with('/') ? static_cast<std::size_t>(std::ranges::count(name, '/')) : 1;
}

bool IsReserved(std::string_view name) {
  if (name.starts_with('/')) name.remove_prefix(1);
  const std::string start = LowerAscii(name.substr(0, 3));
  return start == "aws" || start == "ssm";
}

// The name in an ARN, or the text itself; `named` gets the ARN's account and region. Nothing: no parameter's ARN.
std::optional<std::string_view> CutArn(std::string_view text, NamedParameter& named) {
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn) return text;
  if (arn->partition != partition::Own().name || arn->service != "ssm" || !policy::IsAccountId(arn->account))
    return std::nullopt;
  if (!arn->resource.starts_with(kType)) return std::nullopt;
  named.by_arn = true;
  named.elsewhere = arn->region != named.region;
  named.account = std::string(arn->account);
  named.region = std::string(arn->region);
  return arn->resource.substr(kType.size());
}

}  // namespace

std::string NamedParameter::Arn() const {
  return partition::OwnArn() + "ssm:" + region + ":" + account + ":parameter" + (name.starts_with('/') ? "" : "/") +
         name;
}

Checked<NamedParameter> ReadName(ParameterPlace place, std::string_view text, bool may_select) {
  NamedParameter named{.account = std::string(place.account), .region = std::string(place.region)};
  const std::optional<std::string_view> cut = CutArn(text, named);
  if (!cut) return BadName();
  std::string_view name = *cut;
  if (const std::size_t colon = name.find(':'); may_select && colon != name.npos) {
    named.selector = std::string(name.substr(colon + 1));
    if (named.selector.empty() || named.selector.find(':') != std::string::npos) return BadSelector();
    name = name.substr(0, colon);
  }
  // What an ARN says after "parameter/" is a full name without its slash.
  named.name = std::string(named.by_arn && name.find('/') != name.npos ? "/" : "").append(name);
  if (!LooksLikeName(named.name)) return BadName();
  return named;
}

bool IsExpired(const directory::ParameterRecord& parameter, Time now) {
  return parameter.versions.empty() || (parameter.current().expires && *parameter.current().expires <= now);
}

ParameterPointer FindParameter(const directory::Snapshot& snapshot, const NamedParameter& named, Time now) {
  if (named.elsewhere) return nullptr;
  const auto find = [&](const std::string& name) -> ParameterPointer {
    ParameterPointer found = snapshot.parameters.Find(directory::ParameterKey(named.account, named.region, name));
    return found != nullptr && !IsExpired(*found, now) ? found : nullptr;
  };
  ParameterPointer found = find(named.name);
  if (found == nullptr && named.by_arn && !named.name.starts_with('/')) found = find("/" + named.name);
  return found;
}

std::optional<aws::ErrorShape> RefuseNewName(ParameterPlace place, std::string_view name) {
  if (name.starts_with("arn:")) return BadName();
  if (name.find('/') != name.npos && !name.starts_with('/')) {
    return Validation("Parameter name must be a fully qualified name.");
  }
  if (IsReserved(name)) return ReservedName(name);
  if (!LooksLikeName(name)) return BadName();
  if (LevelsOf(name) > kMaxLevels) return TooManyLevels();
  const NamedParameter named{
      .account = std::string(place.account), .region = std::string(place.region), .name = std::string(name)};
  if (named.Arn().size() > kMaxNameWithArn) {
    return Validation("Parameter name: can't be longer than " + std::to_string(kMaxNameWithArn) +
                      " characters, together with the ARN that precedes it.");
  }
  return std::nullopt;
}

Checked<std::string> ReadPath(std::string_view text) {
  if (text == "/") return std::string("/");
  if (text.ends_with('/')) text.remove_suffix(1);
  if (!text.starts_with('/') || !LooksLikeName(text)) return BadPath();
  return std::string(text);
}

bool IsUnder(std::string_view name, std::string_view path, bool recursive) {
  if (path != "/") {
    if (name.size() <= path.size() || !name.starts_with(path) || name[path.size()] != '/') return false;
    name.remove_prefix(path.size());
  }
  if (name.starts_with('/')) name.remove_prefix(1);
  return recursive || name.find('/') == name.npos;
}

}  // namespace rolecall::services::ssm
