// The engine against the slow model, and properties that must hold for all policies. ROLECALL_POLICY_ROUNDS and
// ROLECALL_POLICY_SEED make a longer or another run.
#include <gtest/gtest.h>

#include <cstdlib>

#include "policy/explain/explain.h"
#include "tests/support/policy_fixture.h"
#include "tests/support/policy_generator.h"
#include "tests/support/policy_model.h"

namespace rolecall::policy {
namespace {

using testing::ModelInputs;
using testing::PolicyGenerator;

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// One random situation, for the engine and for the model.
class Situation {
 public:
  explicit Situation(PolicyGenerator& generator) : request_(generator.MakeRequest()) {
    bool trust = IsTrustDecision(request_);
    int count = generator.Below(3);
    int statements = generator.OneIn(4) ? 24 : 3;  // with and without an index
    for (int i = 0; i < count; ++i) Add(generator, DocumentKind::kIdentity, statements, identity_, model_.identity);
    if (generator.OneIn(4)) AddBoundary(generator);
    if (generator.OneIn(4)) {
      model_.session.emplace();
      has_session_ = true;
      for (int i = generator.Below(3); i > 0; --i) Add(generator, DocumentKind::kSession, 3, session_, *model_.session);
    }
    if (generator.OneIn(2)) {
      std::vector<Document> documents;
      PolicySet set;
      Add(generator, trust ? DocumentKind::kTrust : DocumentKind::kResource, statements, set, documents);
      resource_ = set[0];
      model_.resource = documents[0];
    }
    if (generator.OneIn(5)) AddLevel(generator, DocumentKind::kScp, scps_, model_.scps);
    if (generator.OneIn(5)) AddLevel(generator, DocumentKind::kRcp, rcps_, model_.rcps);
    if (generator.OneIn(8)) {
      std::vector<Document> documents;
      Add(generator, DocumentKind::kEndpoint, 3, endpoint_, documents);
      model_.endpoint = documents[0];
    }
  }

  PolicyInputs inputs() const {
    PolicyInputs inputs;
    inputs.identity = &identity_;
    if (!boundary_.empty()) inputs.boundary = &boundary_;
    if (has_session_) inputs.session = &session_;
    if (!endpoint_.empty()) inputs.endpoint = &endpoint_;
    inputs.resource = resource_.get();
    inputs.scps = scps_;
    inputs.rcps = rcps_;
    return inputs;
  }
  const Request& request() const { return request_; }
  const ModelInputs& model() const { return model_; }
  PolicySet& identity() { return identity_; }
  PolicySet& boundary() { return boundary_; }
  const std::string& texts() const { return texts_; }

 private:
  void Add(PolicyGenerator& generator, DocumentKind kind, int statements, PolicySet& set,
           std::vector<Document>& documents) {
    std::string text = generator.MakeDocument(kind, statements);
    texts_ += text + "\n";
    set.push_back(testing::MustCompile(text, kind));
    documents.push_back(DocumentOf(*set.back()));
  }
  void AddBoundary(PolicyGenerator& generator) {
    std::vector<Document> documents;
    Add(generator, DocumentKind::kBoundary, 3, boundary_, documents);
    model_.boundary = documents[0];
  }
  void AddLevel(PolicyGenerator& generator, DocumentKind kind, std::vector<PolicySet>& levels,
                std::vector<std::vector<Document>>& documents) {
    for (int i = 1 + generator.Below(2); i > 0; --i) {
      levels.emplace_back();
      documents.emplace_back();
      for (int k = generator.Below(3); k > 0; --k) Add(generator, kind, 3, levels.back(), documents.back());
    }
  }

  Request request_;
  PolicySet identity_, boundary_, session_, endpoint_;
  bool has_session_ = false;
  std::shared_ptr<const CompiledPolicy> resource_;
  std::vector<PolicySet> scps_, rcps_;
  ModelInputs model_;
  std::string texts_;
};

std::string Show(const Request& request) {
  std::string text =
      request.principal().arn + " " + request.action() + " " + request.resource() + " of " + request.resource_account();
  for (const Context::Entry& entry : request.context().entries()) {
    text += "\n  " + entry.key + (entry.multivalued ? " = (" : " = ");
    for (const std::string& value : entry.values) text += "<" + value + ">";
  }
  return text;
}

TEST(PolicyModel, EngineAndModelAgreeOnRandomPolicies) {
  PolicyGenerator generator(FromEnvironment("ROLECALL_POLICY_SEED", 20260704));
  std::uint64_t rounds = FromEnvironment("ROLECALL_POLICY_ROUNDS", 60000);
  int outcomes[3] = {};
  for (std::uint64_t i = 0; i < rounds; ++i) {
    Situation situation(generator);
    Outcome decided = Decide(situation.inputs(), situation.request()).outcome;
    ++outcomes[static_cast<int>(decided)];
    ASSERT_EQ(decided, testing::ModelDecide(situation.model(), situation.request()))
        << "round " << i << "\n"
        << Show(situation.request()) << "\n"
        << situation.texts();
  }
  for (int count : outcomes) EXPECT_GT(count, static_cast<int>(rounds / 50));  // the small world is no dull one
}

TEST(PolicyModel, TracingDoesNotChangeTheDecision) {
  PolicyGenerator generator(7);
  for (int i = 0; i < 2000; ++i) {
    Situation situation(generator);
    PolicyInputs inputs = situation.inputs();
    Decision plain = Decide(inputs, situation.request());
    Explanation explained = Explain(inputs, situation.request());
    ASSERT_EQ(plain.outcome, explained.decision.outcome);
    ASSERT_EQ(plain.blocked, explained.decision.blocked);
    ASSERT_EQ(plain.has_statement, explained.decision.has_statement);
    ASSERT_EQ(plain.statement.statement, explained.decision.statement.statement);
    ASSERT_FALSE(explained.reasons.empty());
  }
}

TEST(PolicyProperties, AddingADenyNeverAllows) {
  PolicyGenerator generator(11);
  for (int i = 0; i < 2000; ++i) {
    Situation situation(generator);
    bool before = Decide(situation.inputs(), situation.request()).allowed();
    situation.identity().push_back(testing::Set(generator.MakeStatement(DocumentKind::kIdentity, "Deny"))[0]);
    bool after = Decide(situation.inputs(), situation.request()).allowed();
    ASSERT_FALSE(!before && after) << Show(situation.request()) << "\n" << situation.texts();
  }
}

TEST(PolicyProperties, AddingAnAllowNeverDenies) {
  PolicyGenerator generator(13);
  for (int i = 0; i < 2000; ++i) {
    Situation situation(generator);
    bool before = Decide(situation.inputs(), situation.request()).allowed();
    situation.identity().push_back(testing::Set(generator.MakeStatement(DocumentKind::kIdentity, "Allow"))[0]);
    bool after = Decide(situation.inputs(), situation.request()).allowed();
    ASSERT_FALSE(before && !after) << Show(situation.request()) << "\n" << situation.texts();
  }
}

TEST(PolicyProperties, BoundariesOnlyNarrow) {
  PolicyGenerator generator(17);
  for (int i = 0; i < 2000; ++i) {
    Situation situation(generator);
    PolicyInputs without = situation.inputs();
    without.boundary = nullptr;
    bool before = Decide(without, situation.request()).allowed();
    situation.boundary().push_back(
        testing::MustCompile(generator.MakeDocument(DocumentKind::kBoundary, 3), DocumentKind::kBoundary));
    bool after = Decide(situation.inputs(), situation.request()).allowed();
    ASSERT_FALSE(!before && after) << Show(situation.request()) << "\n" << situation.texts();
  }
}

}  // namespace
}  // namespace rolecall::policy
