// Links of an explanation: the service account's annotation, and the role.
#include <algorithm>

#include "access/explain/chain.h"
#include "base/text.h"
#include "diag/diagnostic.h"

namespace rolecall::access {
namespace {

std::string Account(const ExplainQuestion& question) {
  return question.account->first + "/" + question.account->second;
}

// An annotation that is nearly the one that counts: another prefix, "rolearn", a wrong case.
const std::string* MistypedAnnotation(const ServiceAccount& account, const std::string& wanted) {
  for (const auto& [key, text] : account.annotations) {
    if (key == wanted) continue;
    if (kube::IsRoleArn(text) || diag::DidYouMean(key, {wanted})) return &key;
  }
  return nullptr;
}

// The service account that was probably meant: same name in another namespace, or a name nearby.
std::string NearestAccount(const IdentityModel& model, const kube::ServiceAccountName& wanted) {
  std::vector<std::string> names;
  for (const ServiceAccount& one : model.service_accounts) {
    if (one.name == wanted.second) return one.Text();
    names.push_back(one.Text());
  }
  return diag::DidYouMean(wanted.first + "/" + wanted.second, names).value_or("");
}

ChainLink MissingAnnotation(ChainState& state) {
  const ExplainQuestion& question = state.question;
  const std::string wanted = question.annotation_prefix + "/role-arn";
  const auto& [namespace_name, name] = *question.account;
  const ServiceAccount* account = question.model->FindServiceAccount(namespace_name, name);
  if (const PodIdentity* pods = question.model->FindPodIdentity(namespace_name, name)) {
    ChainLink link = Bad("", "pod-identity-unknown",
                         Account(question) + " has no annotation " + wanted + "; its pods have the role " +
                             (pods->role_arn.empty() ? "of an association" : pods->role_arn) +
                             " by EKS Pod Identity in cluster " + pods->cluster + ", which is not judged here",
                         pods->origin);
    if (!pods->role_arn.empty()) {
      link.details.push_back("what the role itself may: rolecall explain --role " + pods->role_arn);
    }
    return link;
  }
  if (account != nullptr) {
    const std::string* mistyped = MistypedAnnotation(*account, wanted);
    if (mistyped == nullptr) {
      ChainLink link = Bad("", "annotation-missing",
                           question.no_role_reason.empty() ? Account(question) + " has no annotation " + wanted
                                                           : question.no_role_reason,
                           account->origin);
      state.advice = "annotate the service account: " + wanted + ": arn:aws:iam::ACCOUNT:role/NAME";
      return link;
    }
    return Bad("", "annotation-typo",
               Account(question) + " has the annotation " + *mistyped + ", but " + wanted + " is what counts",
               account->origin);
  }
  ChainLink link = Bad("", "service-account-missing", question.no_role_reason);
  if (!question.model->service_accounts.empty()) {
    link.verdict = "there is no service account " + Account(question);
    const std::string near = NearestAccount(*question.model, *question.account);
    if (!near.empty()) {
      link.verdict += "; did you mean " + near + "?";
      link.details.push_back("nearest: " + near);
      const auto name = kube::ParseServiceAccountName(near);
      if (name) link.origin = question.model->FindServiceAccount(name->first, name->second)->origin;
    }
  }
  state.advice = "make the service account, with the annotation " + wanted;
  return link;
}

// What is different about the role that comes nearest.
std::string DescribeNear(const std::string& wanted, const Role& role) {
  if (AccountOf(wanted) != role.account) return "in account " + role.account + ", not " + AccountOf(wanted);
  if (PartitionOf(wanted) != PartitionOf(role.arn)) return "in partition " + PartitionOf(role.arn);
  if (LowerAscii(wanted) == LowerAscii(role.arn)) return "written in another case";
  if (NameOfArn(wanted) == role.name) return "with the path " + (role.path.empty() ? "/" : role.path);
  return "";
}

// By the name: ARNs of one account are all alike.
const Role* NearestRole(const IdentityModel& model, const std::string& wanted) {
  const std::string name = NameOfArn(wanted);
  std::vector<std::string> names;
  for (const Role& role : model.roles) {
    if (role.arn.empty()) continue;
    if (LowerAscii(role.name) == LowerAscii(name)) return &role;
    names.push_back(role.name);
  }
  const auto near = diag::DidYouMean(name, names);
  const Role* nearest = near ? model.FindRoleByName(*near) : nullptr;
  return nearest == nullptr || nearest->arn.empty() ? nullptr : nearest;
}

}  // namespace

ChainLink CheckAnnotation(ChainState& state) {
  const ExplainQuestion& question = state.question;
  if (question.role_given) return Good("", Account(question) + ", with the role " + question.role_arn + " as given");
  if (question.role_arn.empty()) return MissingAnnotation(state);
  if (!question.role_source.empty()) {
    ChainLink link = Good("", Account(question) + " is taken as annotated with " + question.role_arn);
    link.details.push_back(question.role_source);
    return link;
  }
  const ServiceAccount* account = question.model->FindServiceAccount(question.account->first, question.account->second);
  const Origin origin = account != nullptr ? account->role_origin : Origin();
  if (!kube::IsRoleArn(question.role_arn)) {
    return Bad("", "annotation-form",
               "the annotation of " + Account(question) + " is not the ARN of a role: " + question.role_arn, origin);
  }
  ChainLink link = Good("", Account(question) + " is annotated with " + question.role_arn);
  link.origin = origin;
  return link;
}

ChainLink CheckRole(ChainState& state) {
  const ExplainQuestion& question = state.question;
  const IdentityModel& model = *question.model;
  state.role = model.FindRole(question.role_arn);
  if (state.role != nullptr) {
    const std::string id = state.role->unique_id.empty() ? "" : " (" + state.role->unique_id + ")";
    const bool planned = state.role->origin.kind == Origin::Kind::kConfiguration;
    ChainLink link = Good("", state.role->arn + (planned ? " is made by this configuration" : " exists" + id));
    link.origin = state.role->origin;
    return link;
  }
  Origin origin;
  if (question.account && !question.role_given) {
    const ServiceAccount* account = model.FindServiceAccount(question.account->first, question.account->second);
    if (account != nullptr) origin = account->role_origin;
  }
  const Role* elsewhere = model.FindRoleByName(NameOfArn(question.role_arn));
  if (elsewhere != nullptr && elsewhere->arn.empty()) {
    return Bad("", "role-unknown",
               "the role " + question.role_arn +
                   " is made elsewhere: who can assume it and what else it may is not known here",
               origin);
  }
  ChainLink link = Bad("", "role-missing", "there is no role " + question.role_arn, origin);
  if (const Role* near = NearestRole(model, question.role_arn); near != nullptr) {
    const std::string difference = DescribeNear(question.role_arn, *near);
    const bool account = AccountOf(question.role_arn) != near->account;
    link.code = account ? "role-account" : "role-name";
    link.verdict += "; there is " + near->arn + (difference.empty() ? "" : ", " + difference);
    link.details.push_back("nearest: " + near->arn + (near->origin.Text().empty() ? "" : ", " + near->origin.Text()));
  } else {
    state.advice = "make the role, or correct the annotation (path and case count)";
  }
  return link;
}

}  // namespace rolecall::access
