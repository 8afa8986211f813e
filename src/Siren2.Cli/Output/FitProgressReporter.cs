namespace Siren2.Cli.Output;

/// <summary>Shows the progress of a fit, whose networks report from several threads, as one line.</summary>
/// <param name="line">Where it is shown.</param>
/// <param name="label">What is worked on; may be empty.</param>
/// <param name="start">Part of the whole work, from 0 to 1, that was done before this fit.</param>
/// <param name="share">Part of the whole work that this fit is.</param>
internal sealed class FitProgressReporter(ProgressLine line, string label = "", double start = 0, double share = 1)
    : IProgress<FitProgress>
{
    private readonly Lock _lock = new();
    private double[] _losses = [];

    public void Report(FitProgress value)
    {
        Note(value);
        line.Show(start + (share * value.Fraction), () => Describe(value, MeanLoss()));
    }

    private string Describe(FitProgress value, double loss)
    {
        string state = value.Stage != FitStage.Fit ? Name(value.Stage) : double.IsNaN(loss) ? "no network to fit" : $"loss {Figure.Loss(loss)}";
        string elapsed = value.NetworkCount == 0 ? string.Empty : $", {Figure.Clock(value.Elapsed)} elapsed";
        return value.Remaining is TimeSpan remaining && value.NetworkCount > 0 ? $"{label}{state}{elapsed}, "
            + $"{Figure.Clock(remaining)} left" : $"{label}{state}{elapsed}";
    }

    private static string Name(FitStage stage) => stage switch
    {
        FitStage.Analysis => "analysis",
        FitStage.Baseline => "baseline",
        FitStage.Target => "target",
        FitStage.Texture => "texture",
        FitStage.Projection => "projection",
        _ => "writing",
    };

    private void Note(FitProgress value)
    {
        lock (_lock)
        {
            if (_losses.Length != value.NetworkCount)
            {
                _losses = new double[value.NetworkCount];
                Array.Fill(_losses, double.NaN);
            }

            if (value.Network >= 0)
            {
                _losses[value.Network] = value.Loss;
            }
        }
    }

    /// <summary>
    /// The mean over the networks that have begun, since each of them reports its own loss; not a number where none has. Long clips have many: it
    /// is taken only when it is shown.
    /// </summary>
    private double MeanLoss()
    {
        lock (_lock)
        {
            return _losses.Where(loss => !double.IsNaN(loss)).DefaultIfEmpty(double.NaN).Average();
        }
    }
}
