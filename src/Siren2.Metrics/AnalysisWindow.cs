namespace Siren2.Metrics;

/// <summary>The window that multiplies a frame before its Fourier transform.</summary>
public enum AnalysisWindow
{
    /// <summary>No window: every sample of the frame weighs 1. Strong leakage hides weak bands behind loud ones.</summary>
    Rectangular,

    /// <summary>Periodic Hann window, <c>sin²(πn/N)</c>, as <c>torch.hann_window</c> computes it.</summary>
    Hann,
}
