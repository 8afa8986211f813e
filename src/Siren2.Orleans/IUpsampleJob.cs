namespace Siren2.Orleans;

/// <summary>
/// A job of a cluster: many clips, each cut into parts that any silo may fit. From <c>client.GetUpsampleJob(id)</c>; there is one of every id, and it
/// lives in grain storage: it goes on where it was when silos die, or all of them are started anew.
/// </summary>
/// <example>
/// <code>
/// IUpsampleJob job = client.GetUpsampleJob("archive-1962");
/// await job.SubmitAsync(new UpsampleJobRequest
/// {
///     Clips = [new ClipRequest { Input = "in/reel-1.wav", Output = "out/reel-1.wav" }],
///     TargetSampleRate = 48_000,
/// });
/// UpsampleJobProgress progress = await job.GetProgressAsync();
/// </code>
/// </example>
[Alias("Siren2.IUpsampleJob")]
public interface IUpsampleJob : IGrainWithStringKey
{
    /// <summary>Submits the job. It is kept in grain storage when the call returns; to submit the same again changes nothing.</summary>
    /// <param name="request">What is to be done.</param>
    /// <exception cref="ArgumentException">The request is of no use; the message says which value.</exception>
    /// <exception cref="InvalidOperationException">A job of this id is there, and is another.</exception>
    [Alias("Submit")]
    Task SubmitAsync(UpsampleJobRequest request);

    /// <summary>How far it is.</summary>
    [Alias("GetProgress")]
    Task<UpsampleJobProgress> GetProgressAsync();

    /// <summary>The clips that were set aside, each with its last error.</summary>
    [Alias("GetFailures")]
    Task<IReadOnlyList<ClipFailure>> GetFailuresAsync();

    /// <summary>Ends the job: no part begins any more, what runs ends within seconds, results that are complete stay. One that is over stays so.</summary>
    [Alias("Cancel")]
    Task CancelAsync();

    /// <summary>Forgets a job that is over, so that grain storage holds nothing of it and its id is free. Results stay.</summary>
    /// <exception cref="InvalidOperationException">It is not over, or silos still let go of its parts.</exception>
    [Alias("Forget")]
    Task ForgetAsync();
}
