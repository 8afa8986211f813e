using Siren2.Cli.Output;

namespace Siren2.Cli.Evaluation;

/// <summary>How a clip is brought to the task's rate.</summary>
internal enum EvaluationMode
{
    /// <summary>By interpolation alone.</summary>
    Sinc,

    /// <summary>By a fit that sees the low-rate clip alone.</summary>
    Blind,

    /// <summary>By a fit that knows the original.</summary>
    Guided,

    /// <summary>By another program, whose results are given.</summary>
    Peer,
}

/// <summary>What is said about the modes.</summary>
internal static class EvaluationModeText
{
    /// <summary>The name of a mode in command lines, tables and JSON.</summary>
    public static string Name(this EvaluationMode mode) => mode switch
    {
        EvaluationMode.Sinc => "sinc",
        EvaluationMode.Blind => ModeText.Name(FitMode.Blind),
        EvaluationMode.Peer => "peer",
        _ => ModeText.Name(FitMode.Guided),
    };

    /// <summary>What a figure of this mode means.</summary>
    public static string Meaning(this EvaluationMode mode) => mode switch
    {
        EvaluationMode.Sinc => "Interpolation: the baseline that fits are measured against.",
        EvaluationMode.Blind => ModeText.Meaning(FitMode.Blind),
        EvaluationMode.Peer => "Another program's result for the same input.",
        _ => ModeText.Meaning(FitMode.Guided),
    };
}
