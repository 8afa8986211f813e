using Siren2.Cli.Output;

namespace Siren2.Cli.Tests.Output;

public sealed class ProgressLineTests
{
    [Fact]
    public void A_pipe_gets_few_plain_lines()
    {
        string output = Show(new StringWriter { NewLine = "\n" }, isInteractive: false, steps: 1000);

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["20", "40", "60", "80", "100"], lines.Select(line => line.Split('%')[0].Trim()));
        Assert.DoesNotContain('\r', output);
    }

    [Fact]
    public void A_terminal_gets_one_line_that_is_drawn_over_and_removed_at_the_end()
    {
        string output = Show(new StringWriter(), isInteractive: true, steps: 1000);

        Assert.DoesNotContain('\n', output);
        Assert.StartsWith("\r[", output, StringComparison.Ordinal);
        Assert.EndsWith(" \r", output, StringComparison.Ordinal);
        Assert.All(output.Split('\r'), line => Assert.True(line.Length < 60, line));
    }

    [Fact]
    public void Progress_from_other_threads_that_comes_late_does_not_turn_the_bar_back()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using (var line = new ProgressLine(new Terminal(TextWriter.Null, writer)))
        {
            line.Show(0.65, () => "first");
            line.Show(0.25, () => "late");
            line.Show(0.70, () => "second");
            line.Show(double.NaN, () => "undefined");
            line.Show(0.85, () => "third");
        }

        Assert.Equal(" 65 %  first\n 85 %  third\n", writer.ToString());
    }

    private static string Show(StringWriter writer, bool isInteractive, int steps)
    {
        using (writer)
        {
            using (var line = new ProgressLine(new Terminal(TextWriter.Null, writer, isInteractive, Width: 60)))
            {
                for (int step = 1; step <= steps; step++)
                {
                    line.Show((double)step / steps, () => "a detail that is longer than what fits into the line of this terminal");
                }
            }

            return writer.ToString();
        }
    }
}
