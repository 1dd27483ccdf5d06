// Fixes that are made in files: tried in memory, told as a unified diff.
#include <gtest/gtest.h>

#include "access/explain/fix.h"
#include "access/model/model_readers.h"
#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kRole;
using testing::SubAndAud;
using testing::Trust;

constexpr char kManifest[] =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  namespace: ns\n"
    "  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/k8s/App\n";

// A chain whose service account is written in sa.yaml, and whose trust policy is read from trust.json.
class FixFilesTest : public ::testing::Test {
 protected:
  FixFilesTest() { chain_.model.service_accounts.clear(); }

  // The chain as these files say it.
  void Take(const FileChanges& files, IdentityModel& model, ExplainQuestion& question) const {
    model.service_accounts.clear();
    const Result<void> added = AddManifestText("sa.yaml", files.at("sa.yaml"), "eks.amazonaws.com", model);
    if (!added.ok()) return;
    question.role_arn = model.service_accounts.empty() ? "" : model.service_accounts[0].role_arn;
    if (!files.contains("trust.json")) return;
    model.roles[0].trust.text = files.at("trust.json");
    model.roles[0].trust.file = "trust.json";
  }

  // The fix's diff (its summary where there is none), with the chain broken as `files` have it; "nothing".
  std::string Fixed(const FileChanges& files, bool may_edit = true) {
    const MemoryFileSystem disk(files);
    Take(files, chain_.model, chain_.question);
    const ExplainAnswer answer = chain_.Ask();
    Trial trial;
    trial.files = &disk;
    if (may_edit) trial.sources = {"sa.yaml"};
    trial.replan = [&](const FileChanges& changes) -> std::optional<Trial::Replanned> {
      ++plans_;
      FileChanges all = files;
      for (const auto& [path, text] : changes) all[path] = text;
      Trial::Replanned planned{chain_.model, chain_.question};
      Take(all, planned.model, planned.question);
      return planned;
    };
    const std::optional<Fix> fix = FindFix(chain_.question, answer, trial);
    if (!fix) return "nothing";
    EXPECT_EQ(fix->next, "");
    return fix->diff.empty() ? fix->summary : fix->diff;
  }

  static std::string Without(std::string text, const std::string& part, const std::string& instead = "") {
    text.replace(text.find(part), part.size(), instead);
    return text;
  }

  Chain chain_;
  int plans_ = 0;
};

TEST_F(FixFilesTest, AMissingAnnotationIsOneMoreLine) {
  const std::string bare =
      Without(kManifest, "  annotations:\n    eks.amazonaws.com/role-arn: " + std::string(kRole) + "\n");
  EXPECT_EQ(Fixed({{"sa.yaml", bare}}),
            "--- a/sa.yaml\n+++ b/sa.yaml\n@@ -2,4 +2,6 @@\n kind: ServiceAccount\n metadata:\n   name: app\n"
            "+  annotations:\n+    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/k8s/App\n"
            "   namespace: ns\n");
}

TEST_F(FixFilesTest, AmongOtherAnnotationsItIsOneMoreOfThem) {
  const std::string other = Without(kManifest, "eks.amazonaws.com/role-arn: " + std::string(kRole), "team: a");
  const std::string diff = Fixed({{"sa.yaml", other}});
  EXPECT_NE(diff.find("   annotations:\n+    eks.amazonaws.com/role-arn: " + std::string(kRole) + "\n     team: a\n"),
            std::string::npos)
      << diff;
}

TEST_F(FixFilesTest, AMistypedAnnotationIsRenamed) {
  const std::string diff = Fixed({{"sa.yaml", Without(kManifest, "role-arn:", "rolearn:")}});
  EXPECT_NE(diff.find("-    eks.amazonaws.com/rolearn: " + std::string(kRole) +
                      "\n+    eks.amazonaws.com/role-arn: " + kRole + "\n"),
            std::string::npos)
      << diff;
}

TEST_F(FixFilesTest, AWrongRoleIsCorrectedWhereItIsWritten) {
  const std::string diff = Fixed({{"sa.yaml", Without(kManifest, "role/k8s/App", "role/App")}});
  EXPECT_NE(diff.find("-    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/App\n+    "
                      "eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/k8s/App\n"),
            std::string::npos)
      << diff;
}

TEST_F(FixFilesTest, ADocumentThatIsAFileIsPatchedThere) {
  const std::string trust = Trust(SubAndAud("system:serviceaccount:nss:app"));
  const std::string diff = Fixed({{"sa.yaml", kManifest}, {"trust.json", trust}});
  EXPECT_NE(diff.find("--- a/trust.json"), std::string::npos) << diff;
  EXPECT_NE(diff.find("system:serviceaccount:ns:app"), std::string::npos) << diff;
}

TEST_F(FixFilesTest, AnotherRoleMustNotChangeWithIt) {
  // The trust policy's file serves two roles: what would be right for one changes the other.
  Role second = chain_.role();
  second.arn = "arn:aws:iam::054000737513:role/Second";
  second.name = "Second";
  chain_.model.roles.push_back(second);
  const std::string trust = Trust(SubAndAud("system:serviceaccount:nss:app"));
  const MemoryFileSystem disk(FileChanges{{"sa.yaml", kManifest}, {"trust.json", trust}});
  Take({{"sa.yaml", kManifest}, {"trust.json", trust}}, chain_.model, chain_.question);
  chain_.model.roles[1].trust = chain_.model.roles[0].trust;
  Trial trial;
  trial.files = &disk;
  trial.replan = [&](const FileChanges& changes) -> std::optional<Trial::Replanned> {
    Trial::Replanned planned{chain_.model, chain_.question};
    for (Role& role : planned.model.roles) role.trust.text = changes.at("trust.json");
    return planned;
  };
  const std::optional<Fix> fix = FindFix(chain_.question, chain_.Ask(), trial);
  ASSERT_TRUE(fix);
  EXPECT_EQ(fix->diff, "") << "told as a change of the document, not of the file";
  EXPECT_NE(fix->json_patch, "");
}

TEST_F(FixFilesTest, WithoutFilesThereIsACommand) {
  chain_.model.service_accounts.clear();
  Take({{"sa.yaml", Without(kManifest, "role/k8s/App", "role/App")}}, chain_.model, chain_.question);
  const std::optional<Fix> fix = FindFix(chain_.question, chain_.Ask(), Trial());
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->summary.find("kubectl annotate --overwrite serviceaccount -n ns app eks.amazonaws.com/role-arn=" +
                              std::string(kRole)),
            std::string::npos)
      << fix->summary;
}

TEST_F(FixFilesTest, ARoleWithoutAnyPolicyGetsOneByCommand) {
  Take({{"sa.yaml", kManifest}}, chain_.model, chain_.question);
  chain_.role().attached.clear();
  const std::optional<Fix> fix = FindFix(chain_.question, chain_.Ask(), Trial());
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->summary.find("aws iam put-role-policy --role-name App --policy-name NAME --policy-document"),
            std::string::npos)
      << fix->summary;
}

TEST_F(FixFilesTest, AUserWithoutAnyPolicyGetsOneByCommand) {
  Member user;
  user.account = "054000737513";
  user.name = "ann";
  user.arn = "arn:aws:iam::054000737513:user/ann";
  chain_.model.users.push_back(user);
  chain_.question.account.reset();
  chain_.question.role_arn = "";
  chain_.question.principal_arn = user.arn;
  const std::optional<Fix> fix = FindFix(chain_.question, chain_.Ask(), Trial());
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->summary.find("aws iam put-user-policy --user-name ann --policy-name NAME --policy-document"),
            std::string::npos)
      << fix->summary;
}

TEST_F(FixFilesTest, AProviderOfNearlyTheIssuersNameIsCorrected) {
  chain_.model.providers[0].url = "oidc.example.com/id/A/";
  const std::optional<Fix> none = [&] {
    Take({{"sa.yaml", kManifest}}, chain_.model, chain_.question);
    return FindFix(chain_.question, chain_.Ask(), Trial());
  }();
  EXPECT_FALSE(none) << "without its source there is nothing to change";
  const FileChanges files = {{"sa.yaml", kManifest}, {"main.tf", "url = \"https://oidc.example.com/id/A/\"\n"}};
  const MemoryFileSystem disk(files);
  Trial trial;
  trial.files = &disk;
  trial.sources = {"main.tf"};
  trial.replan = [&](const FileChanges& changes) -> std::optional<Trial::Replanned> {
    Trial::Replanned planned{chain_.model, chain_.question};
    const std::string& text = changes.at("main.tf");
    const std::size_t begin = text.find("https://") + 8;
    planned.model.providers[0].url = text.substr(begin, text.find('"', begin) - begin);
    return planned;
  };
  const std::optional<Fix> fix = FindFix(chain_.question, chain_.Ask(), trial);
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->diff.find("+url = \"https://oidc.example.com/id/A\"\n"), std::string::npos) << fix->diff;
}

TEST_F(FixFilesTest, AMistypedClientIdIsCorrected) {
  chain_.model.providers[0].client_ids = {"sts.amazonaws.co"};
  const FileChanges files = {{"sa.yaml", kManifest}, {"main.tf", "client_id_list = [\"sts.amazonaws.co\"]\n"}};
  Take(files, chain_.model, chain_.question);
  const MemoryFileSystem disk(files);
  Trial trial;
  trial.files = &disk;
  trial.sources = {"main.tf"};
  trial.replan = [&](const FileChanges& changes) -> std::optional<Trial::Replanned> {
    Trial::Replanned planned{chain_.model, chain_.question};
    if (changes.at("main.tf").find("\"sts.amazonaws.com\"") != std::string::npos) {
      planned.model.providers[0].client_ids = {"sts.amazonaws.com"};
    }
    return planned;
  };
  const std::optional<Fix> fix = FindFix(chain_.question, chain_.Ask(), trial);
  ASSERT_TRUE(fix);
  EXPECT_NE(fix->diff.find("+client_id_list = [\"sts.amazonaws.com\"]\n"), std::string::npos) << fix->diff;
}

}  // namespace
}  // namespace rolecall::access
