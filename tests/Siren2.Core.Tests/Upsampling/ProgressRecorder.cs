namespace Siren2.Core.Tests.Upsampling;

/// <summary>Keeps what it is told, on the thread that tells it.</summary>
/// <param name="then">What to do after each report.</param>
internal sealed class ProgressRecorder(Action<FitProgress>? then = null) : IProgress<FitProgress>
{
    private readonly List<FitProgress> _reports = [];

    /// <summary>All reports.</summary>
    public IReadOnlyList<FitProgress> Reports => _reports;

    /// <summary>Those of the fit of networks.</summary>
    public IReadOnlyList<FitProgress> Steps => [.. _reports.Where(report => report.Stage == FitStage.Fit)];

    public void Report(FitProgress value)
    {
        _reports.Add(value);
        then?.Invoke(value);
    }
}
