namespace Siren2.Cli.Evaluation;

/// <summary>The rates of an evaluation, in hertz.</summary>
/// <param name="Reference">Rate of the original, which is to be reached.</param>
/// <param name="Input">Rate of the clip that it is reached from.</param>
internal readonly record struct TaskRates(int Reference, int Input)
{
    /// <summary>Length of the low-rate clip that lasts no longer than a reference of so many samples.</summary>
    public int InputLength(int referenceLength) => (int)((long)referenceLength * Input / Reference);
}
