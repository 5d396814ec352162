#include "tools/maildir/maildir.h"

#include <gtest/gtest.h>

namespace dotpha::maildir {
namespace {

TEST(Maildir, DecodesNeighbouringWordsEachWithItsPadding) {
  EXPECT_EQ(DecodeHeader("=?UTF-8?B?xJDEg25nIGvDvSB2aeG7h2MgxJHhu5l0IHBow6EsIMSR4buVaQ==?=\n"
                         " =?UTF-8?B?IG3hu5tpIG7Eg20gMjAyMjogxJHhur9uIG5nw6B5?= 30/11/2021\n"
                         " =?UTF-8?B?duG6q24gY2jGsGEgbmjhuq1uIMSRxrDhu6Nj?="),
            "Đăng ký việc đột phá, đổi mới năm 2022: đến ngày 30/11/2021 vẫn chưa nhận được");
  EXPECT_EQ(DecodeHeader("plain words"), "plain words");
}

TEST(Maildir, IsEmptyWhereThereIsNone) { EXPECT_TRUE(ReadMaildir("/no/such/folder").empty()); }

}  // namespace
}  // namespace dotpha::maildir
