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
    public void A_loss_is_the_mean_of_all_networks_that_have_begun_and_not_that_of_whichever_spoke()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using (var line = new ProgressLine(new Terminal(TextWriter.Null, writer)))
        {
            var reporter = new FitProgressReporter(line);
            foreach ((int network, int steps, double loss) in ((int, int, double)[])[(0, 25, 4), (1, 50, 1), (1, 75, 0.5)])
            {
                reporter.Report(new()
                {
                    Mode = FitMode.Guided,
                    Stage = FitStage.Fit,
                    StepsTaken = steps,
                    StepCount = 100,
                    Network = network,
                    NetworkCount = 3,
                    Loss = loss,
                    Elapsed = TimeSpan.Zero,
                    Remaining = null,
                });
            }
        }

        string[] lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["loss 4", "loss 2.5", "loss 2.25"], lines.Select(line => line.Split('%', ',')[1].Trim()));
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
