#include "engine/graph/graph.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

namespace rolecall::engine {
namespace {

class Recorder : public Step {
 public:
  Recorder(std::vector<std::string>& log, std::mutex& mutex, std::string name, long long parts = 0,
           long long fails = -1)
      : log_(log), mutex_(mutex), name_(std::move(name)), parts_(parts), fails_(fails) {}
  long long Prepare() override { return parts_; }
  bool Part(std::size_t index) override { return static_cast<long long>(index) != fails_; }
  bool Finish() override {
    std::lock_guard<std::mutex> lock(mutex_);
    log_.push_back(name_);
    return true;
  }

 private:
  std::vector<std::string>& log_;
  std::mutex& mutex_;
  const std::string name_;
  const long long parts_, fails_;
};

class GraphTest : public ::testing::Test {
 protected:
  Graph::Id Add(const std::string& name, long long parts = 0, long long fails = -1) {
    return graph.Add({NodeKind::kLocal, {}, name}, std::make_unique<Recorder>(log, mutex, name, parts, fails));
  }
  Graph graph;
  std::vector<std::string> log;
  std::mutex mutex;
};

TEST_F(GraphTest, WaitsForWhatIsAwaited) {
  Graph::Id a = Add("a", 100), b = Add("b", 3), c = Add("c");
  graph.Connect(b, a);
  graph.Connect(c, b);
  std::vector<StepOutcome> outcomes = WalkGraph(graph, 4, [] { return false; });
  EXPECT_EQ(log, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(outcomes[c], StepOutcome::kDone);
}

class Cleaner final : public Recorder {
 public:
  using Recorder::Recorder;
  bool IsCleanup() const override { return true; }
};

TEST_F(GraphTest, WhatCleansUpIsDoneWhateverBecameOfTheRest) {
  const auto add_cleaner = [&](const char* name) {
    return graph.Add({NodeKind::kLocal, {}, name}, std::make_unique<Cleaner>(log, mutex, name, 1));
  };
  Graph::Id a = Add("a", 3, 1), b = Add("b"), after = add_cleaner("after"), last = add_cleaner("last");
  graph.Connect(b, a);
  graph.Connect(after, b);
  graph.Connect(last, after);
  std::vector<StepOutcome> outcomes = WalkGraph(graph, 4, [] { return false; });
  EXPECT_EQ(outcomes[b], StepOutcome::kSkipped);
  EXPECT_EQ(outcomes[after], StepOutcome::kDone);
  EXPECT_EQ(outcomes[last], StepOutcome::kDone);
  log.clear();
  outcomes = WalkGraph(graph, 4, [] { return true; });
  EXPECT_EQ(outcomes[a], StepOutcome::kSkipped);
  EXPECT_EQ(log, (std::vector<std::string>{"after", "last"}));
}

TEST_F(GraphTest, FailureSkipsOnlyWhatWaits) {
  Graph::Id a = Add("a", 3, 1), b = Add("b"), c = Add("c"), other = Add("other");
  graph.Connect(b, a);
  graph.Connect(c, b);
  std::vector<StepOutcome> outcomes = WalkGraph(graph, 4, [] { return false; });
  EXPECT_EQ(outcomes[a], StepOutcome::kFailed);
  EXPECT_EQ(outcomes[b], StepOutcome::kSkipped);
  EXPECT_EQ(outcomes[c], StepOutcome::kSkipped);
  EXPECT_EQ(outcomes[other], StepOutcome::kDone);
}

TEST_F(GraphTest, StopBeginsNothingNew) {
  Graph::Id a = Add("a");
  std::vector<StepOutcome> outcomes = WalkGraph(graph, 2, [] { return true; });
  EXPECT_EQ(outcomes[a], StepOutcome::kSkipped);
  EXPECT_TRUE(log.empty());
}

TEST_F(GraphTest, CycleIsNamedInOrder) {
  Graph::Id a = Add("a"), b = Add("b"), c = Add("c"), d = Add("d");
  graph.Connect(d, a);
  graph.Connect(a, b);
  graph.Connect(b, c);
  EXPECT_TRUE(graph.FindCycle().empty());
  graph.Connect(c, a);
  EXPECT_EQ(graph.FindCycle(), (std::vector<Graph::Id>{a, b, c}));
}

TEST_F(GraphTest, AncestorsAreTransitive) {
  Graph::Id a = Add("a"), b = Add("b"), c = Add("c");
  graph.Connect(b, a);
  graph.Connect(c, b);
  EXPECT_EQ(graph.Ancestors(c), (std::set<Graph::Id>{a, b}));
  EXPECT_EQ(graph.AncestorsWhere([&](Graph::Id id) { return id == a; })[c], (std::vector<Graph::Id>{a}));
  EXPECT_EQ(graph.Descendants({a}), (std::set<Graph::Id>{b, c}));
}

}  // namespace
}  // namespace rolecall::engine
