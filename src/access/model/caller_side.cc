#include "access/model/caller_side.h"

#include "access/model/caller_context.h"

namespace rolecall::access {
namespace {

void AddIdentity(const PolicyDocument& document, PolicyCache& cache, CallerSide& side) {
  if (!document.known || !document.unknown_parts.empty()) {
    side.unknown.push_back("the " + document.name + " is not wholly known: what it may allow is not all seen");
  }
  if (!document.known) return;
  PolicyCache::Compiled compiled = cache.Get(document, policy::DocumentKind::kIdentity);
  if (compiled == nullptr) side.unknown.push_back(cache.Why(document, policy::DocumentKind::kIdentity));
  if (compiled != nullptr) side.identity.push_back(std::move(compiled));
}

template <typename Who>
CallerSide SideOf(const IdentityModel& model, const Who& who, PolicyCache& cache) {
  CallerSide side;
  side.principal = CallerPrincipal(who);
  side.context = CallerContext(who);
  side.unique_id = who.unique_id;
  for (const PolicyDocument* document : model.IdentityPolicies(who)) AddIdentity(*document, cache, side);
  for (const std::string& missing : model.MissingPolicies(who.attached)) {
    side.unknown.push_back("the text of " + missing + " is not known: what it allows is not seen");
  }
  side.has_boundary = !who.boundary_arn.empty();
  if (!side.has_boundary) return side;
  const PolicyDocument* document = model.Boundary(who.boundary_arn);
  PolicyCache::Compiled compiled =
      document == nullptr ? nullptr : cache.Get(*document, policy::DocumentKind::kBoundary);
  if (compiled == nullptr) {
    side.unknown.push_back("the permissions boundary " + who.boundary_arn +
                           " is not known: it is taken to allow nothing");
  } else {
    side.boundary.push_back(std::move(compiled));
  }
  return side;
}

}  // namespace

policy::PolicyInputs CallerSide::inputs() const {
  policy::PolicyInputs inputs;
  inputs.identity = &identity;
  static const policy::PolicySet kNothing = {policy::Compile(policy::Document{}, "unknown boundary")};
  if (has_boundary) inputs.boundary = boundary.empty() ? &kNothing : &boundary;
  return inputs;
}

CallerSide CallerSideOf(const IdentityModel& model, const Role& role, PolicyCache& cache) {
  return SideOf(model, role, cache);
}

CallerSide CallerSideOf(const IdentityModel& model, const Member& user, PolicyCache& cache) {
  return SideOf(model, user, cache);
}

}  // namespace rolecall::access
