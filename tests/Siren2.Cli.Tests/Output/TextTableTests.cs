using Siren2.Cli.Output;

namespace Siren2.Cli.Tests.Output;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_aligned_and_the_table_is_Markdown()
    {
        var table = new TextTable("clip", ">PSNR");
        table.Add("a.wav", "9.50");
        table.Add("long name.wav", "31.25");
        using var writer = new StringWriter { NewLine = "\n" };

        table.WriteTo(writer);

        Assert.Equal(
            """
            | clip          |  PSNR |
            | ------------- | ----: |
            | a.wav         |  9.50 |
            | long name.wav | 31.25 |

            """,
            writer.ToString());
    }

    [Fact]
    public void A_bar_in_a_cell_does_not_end_it()
    {
        var table = new TextTable("clip");
        table.Add("a|b");
        using var writer = new StringWriter { NewLine = "\n" };

        table.WriteTo(writer);

        Assert.EndsWith("| a\\|b |\n", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_with_a_cell_too_few_is_refused() =>
        Assert.Throws<ArgumentException>(() => new TextTable("a", "b").Add("1"));
}
