// Random pairs of policies, and random requests: no request contradicts what was told. ROLECALL_POLICY_ROUNDS and
// ROLECALL_POLICY_SEED make a longer or another run.
#include <gtest/gtest.h>

#include <cstdlib>

#include "policy/access_sets/access_difference.h"
#include "tests/support/policy_fixture.h"
#include "tests/support/policy_generator.h"

namespace rolecall::policy {
namespace {

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
  int differences = 0, certain = 0, same = 0;
};

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
  RecordProperty("differences", counts.differences);
  RecordProperty("certain", counts.certain);
  RecordProperty("same", counts.same);
}

}  // namespace
}  // namespace rolecall::policy
