// Random pairs of policies, and random requests: no request contradicts what was told, neither by the engine nor by the
// second evaluator (tests/support/policy_model.h), which knows nothing of it. ROLECALL_POLICY_ROUNDS and
// ROLECALL_POLICY_SEED make a longer or another run.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "policy/access_sets/access_difference.h"
#include "policy/document/arn.h"
#include "tests/support/policy_fixture.h"
#include "tests/support/policy_generator.h"
#include "tests/support/policy_model.h"

namespace rolecall::policy {
namespace {

using testing::ModelDecide;
using testing::ModelInputs;
using testing::MustCompile;
using testing::PolicyGenerator;

std::uint64_t Number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Some policies of one caller, with or without a boundary, or the policy of a resource.
struct World3 {
  PolicySet identity, boundary;
  std::shared_ptr<const CompiledPolicy> resource;

  AccessSide Side(const Principal& principal) const {
    AccessSide side;
    side.inputs.identity = &identity;
    if (!boundary.empty()) side.inputs.boundary = &boundary;
    side.inputs.resource = resource.get();
    side.inputs.resource_optional = true;
    side.principal = principal;
    side.resource_account = testing::kAccount;
    return side;
  }
  ModelInputs Model() const {
    ModelInputs model;
    for (const auto& policy : identity) model.identity.push_back(DocumentOf(*policy));
    if (!boundary.empty()) model.boundary = DocumentOf(*boundary[0]);
    if (resource != nullptr) model.resource = DocumentOf(*resource);
    return model;
  }
};

World3 MakeWorld(PolicyGenerator& generator, bool with_resource) {
  World3 world;
  for (int i = generator.Below(3); i >= 0; --i) {
    world.identity.push_back(MustCompile(generator.MakeDocument(DocumentKind::kIdentity, 3), DocumentKind::kIdentity));
  }
  if (generator.OneIn(4)) {
    world.boundary.push_back(MustCompile(generator.MakeDocument(DocumentKind::kBoundary, 3), DocumentKind::kBoundary));
  }
  if (with_resource) {
    world.resource = MustCompile(generator.MakeDocument(DocumentKind::kResource, 3), DocumentKind::kResource);
  }
  return world;
}

// A variation: policies of a plan mostly stay.
World3 Changed(const World3& before, PolicyGenerator& generator, bool with_resource) {
  World3 after = MakeWorld(generator, with_resource);
  for (std::size_t i = 0; i < after.identity.size() && i < before.identity.size(); ++i) {
    if (!generator.OneIn(3)) after.identity[i] = before.identity[i];
  }
  if (generator.OneIn(2)) after.boundary = before.boundary;
  return after;
}

struct Counts {
  int differences = 0, certain = 0, same = 0, inside = 0, gained = 0;
};

// Trust and key policies must allow within the account, which these worlds leave open and the model does not. Services
// of requests are in lower case, and only of those the model speaks.
bool IsForBoth(const Request& request) {
  ArnParts parts;
  const bool is_arn = SplitArn(request.resource(), parts) == 6;
  const std::string service(is_arn ? parts[2] : std::string_view());
  return request.lower_action() != "sts:getcalleridentity" && !IsTrustDecision(request) &&
         !request.lower_action().starts_with("kms:") && testing::ModelLower(service) == service;
}

// A text that the glob matches.
std::string SomeTextOf(const std::string& glob, PolicyGenerator& generator) {
  std::string text;
  for (const char c : glob) {
    const int letters = c == '*' ? generator.Below(4) : c == '?' ? 1 : 0;
    for (int i = 0; i < letters; ++i) text += static_cast<char>('a' + generator.Below(3));
    if (c != '*' && c != '?') text += c;
  }
  return text;
}

// The globs of "every action but …", of "a:* (every action but a:b)", of "a:* that is also *:b": what differs is
// somewhere in all of them.
std::vector<std::string> GlobsOf(std::string told) {
  constexpr std::string_view kAlso = " that is also ";
  std::vector<std::string> globs;
  for (std::size_t end = 0; end != std::string::npos;) {
    end = told.find(kAlso);
    const std::string one = told.substr(0, end);
    globs.push_back(one.starts_with("every ") ? "*" : one.substr(0, one.find(" (")));
    if (end != std::string::npos) told.erase(0, end + kAlso.size());
  }
  return globs;
}

// Resources by the model: as a policy of either version reads them (in the older one variables are plain text, and
// parts of an ARN that are missing are any), or as they stand.
bool MatchesResource(const std::string& written, const Request& request) {
  const Request asked(Principal::User(testing::kUser, "AIDA"), "s3:GetObject", testing::ModelLower(request.resource()),
                      testing::kAccount, request.context());
  return std::ranges::any_of(std::array{Version::k2012, Version::k2008}, [&](Version version) {
    auto glob = testing::ModelExpand(written, true, version, request.context());
    if (glob) glob->text = testing::ModelLower(glob->text);  // a resource's policy may write its service in any case
    if (glob && testing::ModelGlob(*glob, testing::ModelLower(request.resource()))) return true;
    const std::string text =
        std::string(R"({"Version": ")") + (version == Version::k2012 ? "2012-10-17" : "2008-10-17") +
        R"(", "Statement": {"Effect": "Allow", "Action": "*", "Resource": ")" + testing::ModelLower(written) + R"("}})";
    ModelInputs model;
    model.identity.push_back(DocumentOf(*MustCompile(text, DocumentKind::kIdentity)));
    return ModelDecide(model, asked) == Outcome::kAllowed;
  });
}

// Whether what was told says so of a request.
bool IsTold(const AccessDifference& told, const Request& request) {
  const auto is_action = [&](const std::string& written) {
    const auto glob = testing::ModelExpand(testing::ModelLower(written), true, Version::k2008, {});
    return glob && testing::ModelGlob(*glob, request.lower_action());
  };
  const auto is_resource = [&](const std::string& written) { return MatchesResource(written, request); };
  return std::ranges::all_of(GlobsOf(told.action), is_action) &&
         std::ranges::all_of(GlobsOf(told.resource), is_resource);
}

std::string Told(const std::vector<AccessDifference>& differences) {
  std::string text;
  for (const AccessDifference& one : differences) {
    text += "\n  " + one.action + " on " + one.resource + (one.certain ? "" : ", perhaps: " + one.reason);
    for (const std::string& exception : one.exceptions) text += "; " + exception;
  }
  return text;
}

// Both evaluators agree on both sides, and what is gained was told.
void CheckRequest(std::uint64_t seed, const World3& before, const World3& after, const Request& request,
                  const std::vector<AccessDifference>& differences, Counts& counts) {
  if (!IsForBoth(request)) return;
  const bool had = ModelDecide(before.Model(), request) == Outcome::kAllowed;
  const bool has = ModelDecide(after.Model(), request) == Outcome::kAllowed;
  const std::string shown = request.action() + " on " + request.resource() + " by " + request.principal().arn;
  EXPECT_EQ(Decide(before.Side(request.principal()).inputs, request).allowed(), had) << seed << ": " << shown;
  EXPECT_EQ(Decide(after.Side(request.principal()).inputs, request).allowed(), has) << seed << ": " << shown;
  if (!has || had) return;
  ++counts.gained;
  EXPECT_TRUE(std::ranges::any_of(differences, [&](const auto& one) { return IsTold(one, request); }))
      << seed << ": " << shown << " is allowed now, and nothing that was told says so:" << Told(differences);
}

// Requests from within what a difference names: around its witness, and anywhere.
void CheckInside(std::uint64_t seed, const World3& before, const World3& after, const AccessDifference& one,
                 const std::vector<AccessDifference>& differences, PolicyGenerator& generator, Counts& counts) {
  const AccessWitness& witness = *one.witness;
  for (int i = 0; i < 10; ++i) {
    const std::vector<std::string> actions = GlobsOf(one.action), resources = GlobsOf(one.resource);
    const bool is_action = actions.size() == 1 && actions[0].find(':') != std::string::npos;
    const std::string action = is_action ? SomeTextOf(actions[0], generator) : witness.action;
    const bool is_plain = resources.size() == 1 && resources[0] != "*" && resources[0].find("${") == std::string::npos;
    const std::string resource = is_plain ? SomeTextOf(resources[0], generator) : witness.resource;
    const Context context = generator.OneIn(3) ? generator.MakeRequest().context() : witness.context;
    const Request request(witness.principal, action, resource, testing::kAccount, context);
    ++counts.inside;
    CheckRequest(seed, before, after, request, differences, counts);
  }
}

void Check(std::uint64_t seed, Counts& counts) {
  PolicyGenerator generator(seed);
  const bool with_resource = generator.OneIn(3);
  const World3 before = MakeWorld(generator, with_resource), after = Changed(before, generator, with_resource);
  const Principal principal = generator.MakeRequest().principal();
  const AccessSide had = before.Side(principal), has = after.Side(principal);
  StatementSets sets;
  const std::vector<AccessDifference> differences = Beyond({&has, {&had}}, sets);
  for (const AccessDifference& one : differences) {
    ++counts.differences;
    if (!one.certain) {
      EXPECT_FALSE(one.reason.empty()) << seed;
      continue;
    }
    ++counts.certain;
    ASSERT_TRUE(one.witness) << seed;
    const Request shown(principal, one.witness->action, one.witness->resource, testing::kAccount, one.witness->context);
    EXPECT_TRUE(Decide(has.inputs, shown).allowed()) << seed;
    EXPECT_FALSE(Decide(had.inputs, shown).allowed()) << seed;
    const int gained = counts.gained;
    CheckRequest(seed, before, after, shown, differences, counts);
    EXPECT_TRUE(counts.gained == gained + 1 || !IsForBoth(shown)) << seed << ": the witness shows nothing to the model";
    CheckInside(seed, before, after, one, differences, generator, counts);
  }
  if (!differences.empty()) return;
  ++counts.same;
  for (int i = 0; i < 60; ++i) {
    const Request random = generator.MakeRequest();
    if (random.lower_action() == "sts:getcalleridentity") continue;
    const Request request(principal, random.action(), random.resource(), testing::kAccount, random.context());
    if (!Decide(has.inputs, request).allowed() || Decide(had.inputs, request).allowed()) continue;
    ADD_FAILURE() << "seed " << seed << ": " << request.action() << " on " << request.resource() << " by "
                  << principal.arn << " is allowed now, and nothing was told";
    return;
  }
}

TEST(AccessProperty, NoRequestContradictsWhatIsTold) {
  const std::uint64_t rounds = Number("ROLECALL_POLICY_ROUNDS", 300), seed = Number("ROLECALL_POLICY_SEED", 1);
  Counts counts;
  for (std::uint64_t i = 0; i < rounds && !HasFailure(); ++i) Check(seed + i, counts);
  // The worlds are such that there is something to see.
  EXPECT_GT(counts.certain, static_cast<int>(rounds / 4));
  EXPECT_GT(counts.same, static_cast<int>(rounds / 10));
  EXPECT_GT(counts.gained, counts.certain);
  RecordProperty("inside", counts.inside);
  RecordProperty("gained", counts.gained);
  RecordProperty("differences", counts.differences);
  RecordProperty("certain", counts.certain);
  RecordProperty("same", counts.same);
}

}  // namespace
}  // namespace rolecall::policy
