#include "access/change/opener_index.h"

#include <gtest/gtest.h>

#include "policy/document/glob.h"

namespace rolecall::access {
namespace {

Opener Token(const std::string& provider, const std::string& subject, bool like = false) {
  Opener opener;
  opener.text = (like ? "those like " : "") + subject;
  opener.provider = provider;
  if (!subject.empty()) opener.subject_key = provider + ":sub";
  opener.subject = subject;
  opener.like = like;
  opener.is_tokens = true;
  return opener;
}

// What the index answers, asked of each one by one.
bool Reaches(const Opener& wide, const Opener& one) {
  if (!wide.is_tokens || wide.provider != one.provider || one.like) return false;
  if (wide.subject_key.empty()) return true;
  return wide.like ? policy::GlobMatch(policy::ToPattern(wide.subject), one.subject) : wide.subject == one.subject;
}

std::vector<Opener> Many() {
  std::vector<Opener> all;
  for (const std::string provider : {"a", "b"}) {
    for (const std::string subject : {"x:app", "x:web", "y:app", ""}) all.push_back(Token(provider, subject));
    for (const std::string pattern : {"x:*", "*:app", "y:???", "z"}) all.push_back(Token(provider, pattern, true));
    all.push_back(Token(provider, "x:app"));
  }
  Opener service;
  service.text = "the service ec2.amazonaws.com";
  all.push_back(service);
  return all;
}

TEST(OpenerIndex, AnswersAsEachOneWould) {
  const std::vector<Opener> all = Many();
  OpenerIndex index;
  for (const Opener& opener : all) index.Add(opener);
  std::size_t found = 0;
  for (const Opener& one : all) {
    std::vector<std::size_t> reaching, same;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (Reaches(all[i], one)) reaching.push_back(i);
      if (all[i].Key() == one.Key()) same.push_back(i);
    }
    EXPECT_EQ(index.Reaching(one), reaching) << one.Key();
    EXPECT_EQ(index.Same(one), same) << one.Key();
    found += reaching.size();
  }
  EXPECT_GT(found, all.size());
}

TEST(OpenerIndex, KnowsNobodyOfAnotherProvider) {
  OpenerIndex index;
  index.Add(Token("a", "x:app"));
  EXPECT_TRUE(index.Reaching(Token("b", "x:app")).empty());
  EXPECT_TRUE(index.Same(Token("b", "x:app")).empty());
}

}  // namespace
}  // namespace rolecall::access
