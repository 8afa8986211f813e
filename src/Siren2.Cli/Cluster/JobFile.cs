using Siren2.Cli.Output;

namespace Siren2.Cli.Cluster;

/// <summary>
/// The job of a cluster that writes into a folder of results, so that none writes there beside it: a hidden file of the job's id and the cluster's
/// address, from before the job is submitted until its results are told.
/// </summary>
/// <param name="folder">The folder of results.</param>
internal sealed class JobFile(string folder)
{
    /// <summary>Name of the file; hidden, since it is no result.</summary>
    public const string FileName = ".siren2-job";

    public string Location { get; } = Path.Combine(folder, FileName);

    /// <summary>Id of the job; null where none writes there.</summary>
    public string? Id => Words.ElementAtOrDefault(0);

    private string[] Words => File.Exists(Location) ? File.ReadAllText(Location).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>Keeps a job.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string id, string address) => OutputFiles.Write(Location, System.Text.Encoding.UTF8.GetBytes($"{id} {address}\n"));

    public void Delete() => File.Delete(Location);

    /// <summary>Refuses to work here where a cluster may.</summary>
    /// <exception cref="CommandException">A job of a cluster writes into the folder.</exception>
    public void RefuseBeside()
    {
        if (Words is [string id, string address, ..])
        {
            throw new CommandException(
                $"'{folder}' gets the results of job '{id}' of the cluster at {address}: end it with the command that began it, or delete '{Location}' "
                + "where that cluster is gone");
        }
    }
}
