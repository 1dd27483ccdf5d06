// explain and who-can never contradict the plane: random worlds are made in an in-process plane and written as a
// configuration directory, and everything that everybody may do is asked of both.
//
// ROLECALL_WORLDS=10000 makes so many; ROLECALL_WORLDS_SEED=N begins with that one. A failure names its seed.
#include <gtest/gtest.h>

#include <cstdlib>

#include "access/explain/explain.h"
#include "access/model/secret_arn.h"
#include "access/model/token_facts.h"
#include "access/who_can/who_can.h"
#include "tests/worlds/world_directory.h"
#include "tests/worlds/world_plane.h"

namespace rolecall::worlds {
namespace {

constexpr int kWorlds = 200;

std::uint64_t NumberOf(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Counts {
  int allowed = 0, denied = 0, allowed_if = 0, unknown = 0;
};

class Comparison {
 public:
  Comparison(std::uint64_t seed, Counts& counts)
      : seed_(seed), counts_(counts), world_(MakeWorld(seed)), plane_(world_), read_(ReadAsDirectory(world_)) {}

  void Run() {
    ASSERT_EQ(read_.errors, "") << Where();
    for (const WorldQuestion& question : world_.questions) AskAbout(question);
  }

 private:
  std::string Where() const {
    return "world " + std::to_string(seed_) + ":\n" + Configuration(world_) + "\n" + Manifests(world_);
  }

  void AskAbout(const WorldQuestion& question) {
    WorldQuestion known = question;
    known.resource = WithKeys(question.resource, read_.key_arns);
    known.resource = access::CompleteSecretArn(read_.model, known.action, known.resource).arn;
    const access::WhoCanAnswer who =
        access::WhoCan({&read_.model, known.action, known.resource, kRegion, services::testing::kNow});
    for (const WorldAccount& account : world_.accounts) {
      const std::optional<services::Caller> session = plane_.SessionOf(account);
      const bool allows = session && Allows(*session, question);
      Compare(ExplainAccount(account, known), allows, account.Subject(), question);
      CompareWho(who, account, allows, question);
    }
    for (std::size_t i = 0; i < world_.users.size(); ++i) {
      const std::string arn = world_.users[i].Arn();
      const bool allows = Allows(plane_.User(i), question);
      Compare(ExplainPrincipal(arn, known), allows, arn, question);
      CompareUser(who, arn, allows, question);
    }
  }

  bool Allows(const services::Caller& caller, const WorldQuestion& question) {
    std::string wrong;
    const bool allows = plane_.Allows(caller, question, wrong);
    EXPECT_EQ(wrong, "") << Where();
    return allows;
  }

  access::ExplainQuestion Start(const WorldQuestion& known) const {
    access::ExplainQuestion question;
    question.model = &read_.model;
    question.action = known.action;
    question.resource = known.resource;
    question.region = kRegion;
    question.now = services::testing::kNow;
    return question;
  }

  access::ExplainAnswer ExplainAccount(const WorldAccount& account, const WorldQuestion& known) const {
    access::ExplainQuestion question = Start(known);
    question.account = {{account.namespace_name, account.name}};
    question.role_arn = world_.roles[account.role].Arn();
    question.token = access::InjectedToken(*question.account, std::string("https://") + kIssuer, "sts.amazonaws.com",
                                           3600, question.now);
    return access::Explain(question);
  }

  access::ExplainAnswer ExplainPrincipal(const std::string& arn, const WorldQuestion& known) const {
    access::ExplainQuestion question = Start(known);
    question.principal_arn = arn;
    return access::Explain(question);
  }

  void Compare(const access::ExplainAnswer& answer, bool allows, const std::string& who,
               const WorldQuestion& question) {
    const std::string decision = answer.decision();
    const bool is_certain = answer.unknown.empty();
    const std::string what = who + " " + question.action + " on " + question.resource + ": explain says " + decision +
                             ", the plane " + (allows ? "allows" : "denies") + " it\n";
    const access::ChainLink* failed = answer.failed();
    const std::string why = failed == nullptr ? "" : failed->verdict + "\n";
    if (decision == "allowed" && is_certain) {
      EXPECT_TRUE(allows) << what << why << Where();
    }
    if (decision == "denied") {
      EXPECT_FALSE(allows) << what << why << Where();
    }
    counts_.allowed += decision == "allowed";
    counts_.denied += decision == "denied";
    counts_.allowed_if += decision == "allowedIf";
    counts_.unknown += decision == "unknown";
  }

  static bool IsCertain(const access::Path& path) {
    return path.opening.conditions.empty() &&
           std::any_of(path.grants.begin(), path.grants.end(), [](const auto& one) { return one.conditions.empty(); });
  }

  void CompareWho(const access::WhoCanAnswer& who, const WorldAccount& account, bool allows,
                  const WorldQuestion& question) {
    bool is_named = false, is_certain = false;
    for (const access::Path& path : who.paths) {
      const bool is_role =
          path.role != nullptr && path.role->arn == world_.roles[account.role].Arn() && path.chain.empty();
      if (!is_role || path.opening.provider.empty()) continue;
      is_named = true;
      const bool is_it = path.opening.kind == access::TrustOpening::Kind::kServiceAccount &&
                         path.opening.who == account.namespace_name + "/" + account.name;
      is_certain = is_certain || (is_it && IsCertain(path));
    }
    Check(who, is_named, is_certain, allows, account.Subject(), question);
  }

  void CompareUser(const access::WhoCanAnswer& who, const std::string& arn, bool allows,
                   const WorldQuestion& question) {
    bool is_named = false, is_certain = false;
    for (const access::Path& path : who.paths) {
      if (!path.is_user || path.opening.who != arn) continue;
      is_named = true;
      is_certain = is_certain || IsCertain(path);
    }
    Check(who, is_named, is_certain, allows, arn, question);
  }

  void Check(const access::WhoCanAnswer& who, bool is_named, bool is_certain, bool allows, const std::string& name,
             const WorldQuestion& question) {
    const std::string what = name + " " + question.action + " on " + question.resource + ": the plane " +
                             (allows ? "allows" : "denies") + " it, who-can says otherwise\n";
    // What it says that it does not know is no contradiction.
    const bool knows_all = std::none_of(who.remarks.begin(), who.remarks.end(), [](const std::string& remark) {
      return remark.find("not known") != std::string::npos;
    });
    if (allows && knows_all) {
      EXPECT_TRUE(is_named) << what << Where();
    }
    if (is_certain) {
      EXPECT_TRUE(allows) << what << Where();
    }
  }

  const std::uint64_t seed_;
  Counts& counts_;
  const World world_;
  WorldPlane plane_;
  const DirectoryModel read_;
};

TEST(Worlds, ExplainAndWhoCanNeverContradictThePlane) {
  const std::uint64_t first = NumberOf("ROLECALL_WORLDS_SEED", 1), count = NumberOf("ROLECALL_WORLDS", kWorlds);
  Counts counts;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    Comparison(seed, counts).Run();
    if (HasFailure()) return;
  }
  if (count < kWorlds) return;
  // The worlds are of a kind that all answers come up, and most are certain.
  EXPECT_GT(counts.allowed, counts.allowed_if / 4);
  EXPECT_GT(counts.denied, counts.allowed / 4);
  EXPECT_GT(counts.unknown, 0);
  RecordProperty("allowed", counts.allowed);
  RecordProperty("denied", counts.denied);
  RecordProperty("allowed_if", counts.allowed_if);
  RecordProperty("unknown", counts.unknown);
}

}  // namespace
}  // namespace rolecall::worlds
