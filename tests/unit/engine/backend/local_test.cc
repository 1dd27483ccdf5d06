#include "engine/backend/local.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/backend/state_keeper.h"
#include "engine/state/state_file.h"
#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

State WithOutput(const std::string& text) {
  State state;
  state.outputs["o"].value_json = "\"" + text + "\"";
  state.outputs["o"].type_json = "\"string\"";
  return state;
}

TEST(LocalBackend, AMissingFileIsNoState) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  const auto found = backend.Read("default");
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->has_value());
}

TEST(LocalBackend, KeepsTheStateBeforeTheFirstWriteOfARunAsBackup) {
  FakeContext context;
  ASSERT_TRUE(context.files.Write("terraform.tfstate", "old", FileMode::kPrivate).ok());
  LocalBackend backend({}, context.Use());
  ASSERT_TRUE(backend.Write("default", "new").ok());
  ASSERT_TRUE(backend.Write("default", "newer").ok());
  EXPECT_EQ(*context.files.Read("terraform.tfstate", 100), "newer");
  EXPECT_EQ(*context.files.Read("terraform.tfstate.backup", 100), "old");
}

TEST(LocalBackend, WorkspacesLieInTheirDirectories) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  ASSERT_TRUE(backend.Write("dev", "x").ok());
  EXPECT_TRUE(context.files.Exists("terraform.tfstate.d/dev/terraform.tfstate"));
  EXPECT_EQ(*backend.Workspaces(), (std::vector<std::string>{"default", "dev"}));
  ASSERT_TRUE(backend.DeleteWorkspace("dev").ok());
  EXPECT_EQ(*backend.Workspaces(), (std::vector<std::string>{"default"}));
  EXPECT_FALSE(backend.DeleteWorkspace("dev").ok());
  EXPECT_FALSE(backend.DeleteWorkspace("default").ok());
}

TEST(LocalBackend, ASecondLockIsRefusedWithTheHolder) {
  FakeContext context;
  LocalBackend first({}, context.Use());
  LocalBackend second({}, context.Use());
  ASSERT_TRUE(first.TryLock("default", LockOf("one"))->acquired);
  const auto refused = second.TryLock("default", LockOf("two"));
  ASSERT_TRUE(refused.ok());
  EXPECT_FALSE(refused->acquired);
  ASSERT_TRUE(refused->holder.has_value());
  EXPECT_EQ(refused->holder->id, "one");
  EXPECT_EQ(refused->holder->path, "terraform.tfstate");
}

TEST(LocalBackend, UnlocksOnlyWithTheRightId) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  ASSERT_TRUE(backend.TryLock("default", LockOf("one")).ok());
  EXPECT_EQ(backend.Unlock("default", "two").error().code, ErrorCode::kConflict);
  EXPECT_TRUE(backend.Unlock("default", "one").ok());
  EXPECT_FALSE(context.files.Exists(".terraform.tfstate.lock.info"));
  EXPECT_EQ(backend.Unlock("default", "one").error().code, ErrorCode::kNotFound);
}

TEST(LocalBackend, TheKernelLockOutlivesTheReplacementOfTheFile) {
  char pattern[] = "/tmp/rolecall-lock-XXXXXX";
  const std::string directory = mkdtemp(pattern);
  SystemFileSystem files;
  SystemFileLocker locker;
  FakeContext fakes;
  BackendContext context = fakes.Use();
  context.files = &files;
  context.file_locker = &locker;
  const LocalOptions options{
      .path = directory + "/terraform.tfstate", .workspace_dir = directory + "/d", .out_path = "", .backup_path = ""};
  LocalBackend first(options, context);
  LocalBackend second(options, context);
  ASSERT_TRUE(first.TryLock("default", LockOf("one"))->acquired);
  EXPECT_FALSE(second.TryLock("default", LockOf("two"))->acquired);
  ASSERT_TRUE(first.Write("default", "state").ok());
  EXPECT_FALSE(second.TryLock("default", LockOf("two"))->acquired);
  ASSERT_TRUE(first.Unlock("default", "one").ok());
  EXPECT_TRUE(second.TryLock("default", LockOf("two"))->acquired);
  ASSERT_TRUE(second.Unlock("default", "two").ok());
  EXPECT_EQ(*files.Read(options.path, 100), "state");
  ASSERT_TRUE(files.Remove(options.path).ok());
  // A file that was made only to be locked goes with the lock.
  ASSERT_TRUE(first.TryLock("default", LockOf("three"))->acquired);
  EXPECT_TRUE(files.Exists(options.path));
  ASSERT_TRUE(first.Unlock("default", "three").ok());
  EXPECT_FALSE(files.Exists(options.path));
  EXPECT_TRUE(files.Remove(directory).ok());
}

TEST(StateKeeper, TheFirstSaveMakesLineageAndSerialOne) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  EXPECT_FALSE(keeper.exists());
  ASSERT_TRUE(keeper.Save(WithOutput("a")).ok());
  const Result<State> stored = ReadStateFile(*context.files.Read("terraform.tfstate", 10000));
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->serial, 1);
  EXPECT_EQ(stored->lineage.size(), 36u);
  EXPECT_EQ(stored->terraform_version, "1.12.0");
}

TEST(StateKeeper, TheSerialMovesOnlyWithTheContent) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  ASSERT_TRUE(keeper.Save(WithOutput("a")).ok());
  const std::string lineage = keeper.state().lineage;
  ASSERT_TRUE(keeper.Save(WithOutput("a")).ok());
  EXPECT_EQ(keeper.state().serial, 1);
  ASSERT_TRUE(keeper.Save(WithOutput("b")).ok());
  EXPECT_EQ(keeper.state().serial, 2);
  EXPECT_EQ(keeper.state().lineage, lineage);
}

TEST(StateKeeper, NothingIsWrittenForAnEmptyStateThatIsNotThere) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  ASSERT_TRUE(keeper.Save(State()).ok());
  EXPECT_FALSE(context.files.Exists("terraform.tfstate"));
  keeper.Update(State());
  EXPECT_FALSE(context.files.Exists("terraform.tfstate"));
}

TEST(StateKeeper, AnApplyThatMakesNothingLeavesAStateAllTheSame) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  ASSERT_TRUE(keeper.SaveOrRescue(State()).ok());
  EXPECT_EQ(keeper.state().serial, 1);
  EXPECT_TRUE(context.files.Exists("terraform.tfstate"));
}

TEST(StateKeeper, PushRefusesAnotherLineageAndAnOlderSerialUnlessForced) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  ASSERT_TRUE(keeper.Save(WithOutput("a")).ok());
  State other = WithOutput("b");
  other.lineage = "other";
  other.serial = 9;
  EXPECT_EQ(keeper.Push(other, false).error().code, ErrorCode::kConflict);
  other.lineage = keeper.state().lineage;
  other.serial = 1;
  EXPECT_EQ(keeper.Push(other, false).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(keeper.Push(other, true).ok());
  other.serial = 5;
  other.outputs["o"].value_json = "\"c\"";
  EXPECT_TRUE(keeper.Push(other, false).ok());
  EXPECT_EQ(keeper.state().serial, 5);
}

// A backend that cannot be written.
class BrokenBackend final : public Backend {
 public:
  std::string type() const override { return "s3"; }
  bool is_remote() const override { return true; }
  Result<std::vector<std::string>> Workspaces() override { return std::vector<std::string>{"default"}; }
  Result<void> DeleteWorkspace(const std::string&) override { return {}; }
  Result<std::optional<StoredState>> Read(const std::string&) override { return std::optional<StoredState>(); }
  Result<void> Write(const std::string&, std::string_view) override {
    ++writes;
    return Error{ErrorCode::kUnavailable, "no connection"};
  }
  bool CanLock() const override { return false; }
  Result<LockAttempt> TryLock(const std::string&, LockInfo) override { return LockAttempt(); }
  Result<void> Unlock(const std::string&, const std::string&) override { return {}; }
  int writes = 0;
};

// A disk that cannot be written, and has nothing on it.
class ReadOnlyFiles final : public FileSystem {
 public:
  Result<std::string> Read(const std::string&, std::size_t) const override { return Refused(); }
  Result<void> Write(const std::string&, std::string_view, FileMode) override { return Refused(); }
  bool Exists(const std::string&) const override { return false; }
  bool IsDirectory(const std::string&) const override { return false; }
  Result<std::vector<DirectoryEntry>> List(const std::string&) const override { return Refused(); }
  Result<void> Remove(const std::string&) override { return Refused(); }
  Result<void> MakeDirectories(const std::string&, bool) override { return Refused(); }

 private:
  static Error Refused() { return {ErrorCode::kPermissionDenied, "read-only file system"}; }
};

TEST(StateKeeper, AFailedLastSaveLeavesTheStateInAFileAndSaysWhatToDo) {
  FakeContext context;
  BrokenBackend backend;
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  const Result<void> saved = keeper.SaveOrRescue(WithOutput("a"));
  ASSERT_FALSE(saved.ok());
  EXPECT_NE(saved.error().message.find("rolecall state push errored.tfstate"), std::string::npos);
  const Result<State> rescued = ReadStateFile(*context.files.Read("errored.tfstate", 10000));
  ASSERT_TRUE(rescued.ok());
  EXPECT_TRUE(SameContent(*rescued, WithOutput("a")));
}

TEST(StateKeeper, ARemoteStateIsSavedInIntervals) {
  FakeContext context;
  BrokenBackend backend;
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0", std::chrono::seconds(20));
  ASSERT_TRUE(keeper.Load().ok());
  keeper.Update(WithOutput("a"));
  EXPECT_EQ(backend.writes, 0);
  context.clock.Advance(std::chrono::seconds(21));
  keeper.Update(WithOutput("a"));
  EXPECT_EQ(backend.writes, 1);
  keeper.Update(WithOutput("b"));
  EXPECT_EQ(backend.writes, 1);
}

TEST(StateKeeper, WhereNoFileCanBeWrittenEitherItSaysThatNothingIsRecorded) {
  FakeContext context;
  BrokenBackend backend;
  BackendContext use = context.Use();
  ReadOnlyFiles files;
  use.files = &files;
  StateKeeper keeper(backend, "default", use, "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  const Result<void> saved = keeper.SaveOrRescue(WithOutput("a"));
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().code, ErrorCode::kDataLoss);
  EXPECT_NE(saved.error().message.find("no connection"), std::string::npos);
  EXPECT_NE(saved.error().message.find("are not recorded anywhere"), std::string::npos);
}

TEST(StateKeeper, ReadsWhatIsStoredAndTakesAnEmptyFileForNoState) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(context.files.Write("terraform.tfstate", "", FileMode::kPrivate).ok());
  ASSERT_TRUE(keeper.Load().ok());
  EXPECT_FALSE(keeper.exists());
  ASSERT_TRUE(keeper.Save(WithOutput("a")).ok());
  StateKeeper next(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(next.Load().ok());
  EXPECT_TRUE(next.exists());
  EXPECT_TRUE(SameContent(next.state(), WithOutput("a")));
}

TEST(StateKeeper, ALocalStateIsSavedAtEveryChangeWhileThatIsCheap) {
  FakeContext context;
  LocalBackend backend({}, context.Use());
  StateKeeper keeper(backend, "default", context.Use(), "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  for (const char* text : {"a", "b"}) {
    keeper.Update(WithOutput(text));
    const Result<State> stored = ReadStateFile(*context.files.Read("terraform.tfstate", 10000));
    ASSERT_TRUE(stored.ok());
    EXPECT_TRUE(SameContent(*stored, WithOutput(text)));
  }
}

TEST(SaveInterval, IsWhatTheEnvironmentSaysButNotLess) {
  FakeEnvironment environment;
  EXPECT_EQ(SaveInterval(environment), std::chrono::seconds(20));
  const std::pair<const char*, int> given[] = {{"60", 60}, {"5", 20}, {"often", 20}};
  for (const auto& [text, seconds] : given) {
    environment.Set("TF_STATE_PERSIST_INTERVAL", text);
    EXPECT_EQ(SaveInterval(environment), std::chrono::seconds(seconds)) << text;
  }
}

}  // namespace
}  // namespace rolecall::engine
