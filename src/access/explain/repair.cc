#include "access/explain/repair.h"

#include <algorithm>

#include "diag/diagnostic.h"

namespace rolecall::access {
namespace {

std::vector<std::string> Parts(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':' || c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

Repair Substituting(const std::string& summary, const std::string& from, const std::string& to) {
  Repair repair;
  repair.summary = summary;
  AddSubstitution(from, to, repair);
  return repair;
}

std::string Kubectl(const kube::ServiceAccountName& account, const std::string& key, const std::string& value) {
  return "kubectl annotate --overwrite serviceaccount -n " + account.first + " " + account.second + " " + key + "=" +
         value;
}

// The annotation set to `role_arn`: as one more line, in the place of a mistyped one, or by kubectl.
Repair Annotating(const ExplainQuestion& question, const std::string& role_arn) {
  Repair repair;
  const std::string key = question.annotation_prefix + "/role-arn";
  repair.summary = "annotate " + question.account->first + "/" + question.account->second + " with " + role_arn;
  repair.annotation_key = key;
  repair.annotation_value = role_arn;
  repair.command = Kubectl(*question.account, key, role_arn);
  return repair;
}

// Roles whose trust policy names the service account.
std::vector<Repair> AnnotationRepairs(const ExplainQuestion& question, const ChainLink& failed) {
  std::vector<Repair> repairs;
  const std::string& code = failed.code;
  for (const std::string& line : failed.details) {
    if (!line.starts_with("nearest: ")) continue;
    const std::string near = line.substr(9), asked = question.account->first + "/" + question.account->second;
    repairs.push_back(Substituting("make " + near + " " + asked + " in its manifest", near, asked));
  }
  const IdentityModel& model = *question.model;
  const auto& [namespace_name, name] = *question.account;
  const ServiceAccount* account = model.FindServiceAccount(namespace_name, name);
  const std::string wanted = question.annotation_prefix + "/role-arn";
  if (code == "annotation-typo" && account != nullptr) {
    for (const auto& [key, text] : account->annotations) {
      if (key == wanted || !(kube::IsRoleArn(text) || diag::DidYouMean(key, {wanted}))) continue;
      Repair repair = Substituting("rename the annotation " + key + " to " + wanted, key, wanted);
      repair.command = Kubectl(*question.account, wanted, text);
      repair.annotation_value = text;
      repairs.push_back(std::move(repair));
    }
  }
  const std::string subject = "system:serviceaccount:" + namespace_name + ":" + name;
  for (const Role& role : model.roles) {
    if (role.trust.text.find("\"" + subject + "\"") != std::string::npos) {
      repairs.push_back(Annotating(question, role.arn));
    }
  }
  return repairs;
}

std::vector<Repair> RoleRepairs(const ExplainQuestion& question, const ChainLink& failed) {
  std::vector<Repair> repairs;
  if (!question.account) return repairs;
  for (const std::string& line : failed.details) {
    if (!line.starts_with("nearest: ")) continue;
    const std::string arn = line.substr(9, line.find(',') - 9);
    Repair repair = Substituting("correct the annotation's role to " + arn, question.role_arn, arn);
    repair.annotation_value = arn;
    repair.command = Kubectl(*question.account, question.annotation_prefix + "/role-arn", arn);
    repairs.push_back(std::move(repair));
  }
  return repairs;
}

std::vector<Repair> ProviderRepairs(const ExplainQuestion& question, const ChainLink& failed) {
  std::vector<Repair> repairs;
  const std::string wanted = WithoutScheme(question.token.issuer);
  for (const std::string& line : failed.details) {
    if (!line.starts_with("nearest: ")) continue;
    const std::string near = line.substr(9);
    if (failed.code == "issuer-trailing-slash" || failed.code == "issuer-case") {
      repairs.push_back(Substituting("make the provider's URL exactly the issuer, https://" + wanted, near, wanted));
    }
  }
  return repairs;
}

std::vector<Repair> AudienceRepairs(const ExplainQuestion& question, const ChainLink& failed) {
  std::vector<Repair> repairs;
  const std::string audience = question.token.Audience();
  for (const std::string& line : failed.details) {
    if (!line.starts_with("nearest: ")) continue;
    const std::string near = line.substr(9);
    if (audience == "sts.amazonaws.com") {
      repairs.push_back(Substituting("correct the provider's client ID " + near + " to " + audience, near, audience));
    } else {
      repairs.push_back(Substituting("correct the audience " + audience + " to " + near, audience, near));
    }
  }
  return repairs;
}

}  // namespace

// The whole value may stand nowhere in the files: it is put together from parts ("${local.issuer}:sub"). So besides the
// whole also what is too much in the middle ("https://", a slash) and each part between : and / that differs is a
// substitution to try; the whole comes first because it is the narrowest.
void AddSubstitution(const std::string& from, const std::string& to, Repair& repair) {
  const auto add = [&](const std::string& a, const std::string& b) {
    const std::pair<std::string, std::string> one{a, b};
    auto& all = repair.substitutions;
    if (a != b && a.size() > 1 && std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  };
  add(from, to);
  // Something in between that should not be there: "https://", a slash at the end.
  std::size_t head = 0, tail = 0;
  while (head < to.size() && head < from.size() && from[head] == to[head]) ++head;
  while (tail + head < to.size() && tail + head < from.size() &&
         from[from.size() - 1 - tail] == to[to.size() - 1 - tail]) {
    ++tail;
  }
  if (head + tail == to.size() && from.size() > to.size()) {
    repair.substitutions.emplace_back(from.substr(head, from.size() - to.size()), "");
  }
  const std::vector<std::string> a = Parts(from), b = Parts(to);
  if (a.size() != b.size()) return;
  for (std::size_t i = 0; i < a.size(); ++i) add(a[i], b[i]);
}

std::vector<Repair> RepairsFor(const ExplainQuestion& question, const ExplainAnswer& answer) {
  const ChainLink* failed = answer.failed();
  if (failed == nullptr) return {};
  if (failed->name == "service account" && question.account) return AnnotationRepairs(question, *failed);
  if (failed->name == "role") return RoleRepairs(question, *failed);
  if (failed->name == "provider") return ProviderRepairs(question, *failed);
  if (failed->name == "token" && failed->code == "token-audience") return AudienceRepairs(question, *failed);
  if (failed->name == "trust policy") return TrustRepairs(question);
  if (failed->code == "identity-policy" || failed->code == "boundary" || failed->code == "session-policy" ||
      failed->code == "resource-policy") {
    return PermissionRepairs(question, *failed);
  }
  return {};
}

}  // namespace rolecall::access
