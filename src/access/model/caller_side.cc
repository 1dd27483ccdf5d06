#include "access/model/caller_side.h"

#include "access/model/caller_context.h"

namespace rolecall::access {
namespace {

class SideReader {
 public:
  SideReader(const IdentityModel& model, PolicyCache& cache, Reading reading, const UnknownsAbout& about)
      : model_(model), cache_(cache), reading_(reading), about_(about) {}

  template <typename Who>
  CallerSide Read(const Who& who) {
    side_.principal = CallerPrincipal(who);
    side_.context = CallerContext(who);
    side_.unique_id = who.unique_id;
    for (const PolicyDocument* document : model_.IdentityPolicies(who)) AddIdentity(*document);
    for (const std::string& missing : model_.MissingPolicies(who.attached)) {
      side_.unknown.push_back("the text of " + missing + " is not known: what it allows is not seen");
    }
    side_.has_boundary = !who.boundary_arn.empty();
    if (side_.has_boundary) AddBoundary(who.boundary_arn);
    return std::move(side_);
  }

 private:
  PolicyCache::Compiled Compiled(const PolicyDocument& document, policy::DocumentKind kind) {
    if (!document.unknown_parts.empty()) side_.partial.push_back("the " + document.name);
    if (reading_ == Reading::kAsWritten || !HasUnknowns(document, about_)) return cache_.Get(document, kind);
    return policy::Compile(ReadUnknown(document, kind, reading_, about_), document.name);
  }

  void AddIdentity(const PolicyDocument& document) {
    if (!document.known || !document.unknown_parts.empty()) {
      side_.unknown.push_back("the " + document.name + " is not wholly known: what it may allow is not all seen");
    }
    if (!document.known) return;
    PolicyCache::Compiled compiled = Compiled(document, policy::DocumentKind::kIdentity);
    if (compiled == nullptr) side_.unknown.push_back(cache_.Why(document, policy::DocumentKind::kIdentity));
    if (compiled != nullptr) side_.identity.push_back(std::move(compiled));
  }

  void AddBoundary(const std::string& arn) {
    const PolicyDocument* document = model_.Boundary(arn);
    PolicyCache::Compiled compiled =
        document == nullptr ? nullptr : Compiled(*document, policy::DocumentKind::kBoundary);
    if (compiled == nullptr) {
      side_.unknown.push_back("the permissions boundary " + arn + " is not known: it is taken to allow nothing");
    } else {
      side_.boundary.push_back(std::move(compiled));
    }
  }

  const IdentityModel& model_;
  PolicyCache& cache_;
  const Reading reading_;
  const UnknownsAbout& about_;
  CallerSide side_;
};

}  // namespace

policy::PolicyInputs CallerSide::inputs() const {
  policy::PolicyInputs inputs;
  inputs.identity = &identity;
  static const policy::PolicySet kNothing = {policy::Compile(policy::Document{}, "unknown boundary")};
  if (has_boundary) inputs.boundary = boundary.empty() ? &kNothing : &boundary;
  return inputs;
}

CallerSide CallerSideOf(const IdentityModel& model, const Role& role, PolicyCache& cache) {
  return CallerSideOf(model, role, cache, Reading::kAsWritten, {});
}

CallerSide CallerSideOf(const IdentityModel& model, const Member& user, PolicyCache& cache) {
  return CallerSideOf(model, user, cache, Reading::kAsWritten, {});
}

CallerSide CallerSideOf(const IdentityModel& model, const Role& role, PolicyCache& cache, Reading reading,
                        const UnknownsAbout& about) {
  return SideReader(model, cache, reading, about).Read(role);
}

CallerSide CallerSideOf(const IdentityModel& model, const Member& user, PolicyCache& cache, Reading reading,
                        const UnknownsAbout& about) {
  return SideReader(model, cache, reading, about).Read(user);
}

}  // namespace rolecall::access
