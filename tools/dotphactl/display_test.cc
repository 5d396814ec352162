#include "tools/dotphactl/display.h"

#include <gtest/gtest.h>

namespace dotpha::ctl {
namespace {

TEST(Display, CountsColumnsNotBytesWhateverTheNormalForm) {
  EXPECT_EQ(DisplayWidth("Nguyễn"), 6U);
  EXPECT_EQ(DisplayWidth("Nguye\xCC\x82\xCC\x83n"), 6U);  // e + circumflex + tilde, decomposed
  EXPECT_EQ(DisplayWidth("Đột phá"), 7U);
  EXPECT_EQ(DisplayWidth("日本"), 4U);
}

TEST(Display, AlignsVietnameseColumns) {
  Table table({"id", "tên"});
  table.Add({"TQ-001", "Triệu Vĩnh Thạc"});
  table.Add({"TQ-2", "Hà"});
  EXPECT_EQ(table.Render(),
            "id      tên\n"
            "───────────────────────\n"
            "TQ-001  Triệu Vĩnh Thạc\n"
            "TQ-2    Hà\n");
}

TEST(Display, CutsLongCellsBetweenCharacters) {
  EXPECT_EQ(Ellipsize("Nguyễn Văn", 6), "Nguyễ…");
  EXPECT_EQ(Ellipsize("Nguyễn", 6), "Nguyễn");
}

TEST(Display, ShowsControlCharactersAsSpaces) {
  Table table({"x"});
  table.Add({"a\x1B[31mb\nc"});
  EXPECT_EQ(table.Render().find('\x1B'), std::string::npos);
  EXPECT_EQ(Printable("a\xC2\x9B"
                      "31m\x7F"
                      "\xC2\xA0"
                      "Đ\xFF"),
            "a 31m \xC2\xA0"
            "Đ\xFF")
      << "C1 is control, a no-break space none";
  EXPECT_EQ(Printable("a\nb\x1B"
                      "c",
                      true),
            "a\nb c");
}

}  // namespace
}  // namespace dotpha::ctl
